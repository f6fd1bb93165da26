#pragma once

#include <sys/types.h>

/// Starts a program, looked for in PATH unless its name is a path, in a folder or in ours. Its standard input, output and
/// errors are these descriptors, or ours where they are negative; it has no others, and takes every signal.
/// Returns 0, or the error.
int program_start(
    pid_t *program, char *const *command, char *const *environment, const char *folder, int input, int output,
    int errors);
