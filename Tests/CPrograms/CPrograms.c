#define _GNU_SOURCE
#include "CPrograms.h"

#include <signal.h>
#include <spawn.h>

int program_start(
    pid_t *program, char *const *command, char *const *environment, const char *folder, int input, int output,
    int errors)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    // Threads of a pool take no signals; a program that they start must.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    const int handles[] = {input, output, errors};
    for (int number = 0; number < 3; number++)
        if (handles[number] >= 0) posix_spawn_file_actions_adddup2(&actions, handles[number], number);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int fault = posix_spawnp(program, command[0], &actions, &attributes, command, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return fault;
}
