// FFmpeg's libavcodec and libswscale behind functions of our own. Their headers stay in the .c file: half of what they say
// are macros, which Swift does not see, and their structures are none that we want to agree on with other C modules.
//
// Every function that makes something returns NULL when memory is missing, or the library was built without what it takes.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Keeps the library from writing to standard error: what it has to say of hostile media would be without end.
void starling_av_silence(void);

/// The codecs that are decoded.
enum starling_av_codec {
    starling_av_h264,
    starling_av_h265,
    starling_av_vp8,
    starling_av_vp9,
    starling_av_av1,
};

/// Decodes pictures, one keyframe by itself after the other.
struct starling_keyframes;

/// A decoder of keyframes of this many pixels at most, set up by what is not in them: `avcC` and the like.
struct starling_keyframes *starling_keyframes_create(
    enum starling_av_codec codec, const uint8_t *record, size_t count, int64_t most_pixels);
void starling_keyframes_free(struct starling_keyframes *decoder);
/// Decodes a keyframe. Returns 0 when there is a picture, whose width and height are those that it is shown in.
int starling_keyframes_decode(
    struct starling_keyframes *decoder, const uint8_t *bytes, size_t count, int *width, int *height);

/// Decodes a stream of pictures, each with the help of those before it.
struct starling_stream;

/// A decoder of pictures of this many pixels at most, set up by what is not in them. VP8 and VP9 are libvpx's affair, which
/// browsers decode them with, where the library was built with it.
struct starling_stream *starling_stream_create(
    enum starling_av_codec codec, const uint8_t *record, size_t count, int64_t most_pixels);
void starling_stream_free(struct starling_stream *decoder);
/// Decodes the next unit; with NULL, hands out what is held back. Returns 0 when all of it was right, and in any case how many
/// pictures came.
int starling_stream_decode(struct starling_stream *decoder, const uint8_t *bytes, size_t count, int *pictures);
/// How large the picture is that the last unit shows, the last one where it shows several. Returns 0 when it shows one.
int starling_stream_shown(const struct starling_stream *decoder, int *width, int *height);

/// A picture that others are drawn on.
struct starling_sheet;

/// A black picture; sizes are even.
struct starling_sheet *starling_sheet_create(int width, int height);
void starling_sheet_free(struct starling_sheet *sheet);
/// Draws the decoder's last picture into a rectangle, whose numbers are even. Returns 0 when that worked.
int starling_sheet_draw(
    struct starling_sheet *sheet, const struct starling_keyframes *decoder, int x, int y, int width, int height);
/// The sheet as JPEG; the octets are the sheet's, up to the next call. Returns how many they are, negative when it failed.
long starling_sheet_encode(struct starling_sheet *sheet, const uint8_t **bytes);

/// Encodes sound as AAC-LC.
struct starling_aac_encoder;

/// An encoder of samples at a rate, of one channel or two.
struct starling_aac_encoder *starling_aac_create(int rate, int channels, long bits_per_second);
void starling_aac_free(struct starling_aac_encoder *encoder);
/// Its AudioSpecificConfig; the octets are the encoder's. Returns how many they are.
long starling_aac_record(const struct starling_aac_encoder *encoder, const uint8_t **bytes);
/// Takes 1024 samples of each channel, one after the other in turn; the first of them is `time` samples after the beginning.
/// Returns 0 when that worked.
int starling_aac_encode(struct starling_aac_encoder *encoder, const float *samples, int64_t time);
/// The next unit; the octets are the encoder's, up to the next call. What is decoded of it begins at `time`: the encoder's delay
/// is taken off. Returns how many octets there are, 0 when there is none yet, negative when something failed.
long starling_aac_receive(struct starling_aac_encoder *encoder, const uint8_t **bytes, int64_t *time);

/// Encodes pictures as H.264, each as soon as it comes, by libx264 on one thread.
struct starling_h264_encoder;

/// An encoder of pictures of a size in even numbers, with about so many of them and no more than so many bits a second, of a level
/// (ten times its number).
struct starling_h264_encoder *starling_h264_create(
    int width, int height, int pictures_per_1000_seconds, long bits_per_second, int level);
void starling_h264_free(struct starling_h264_encoder *encoder);
/// Takes the picture that the decoder's last unit shows, as large as the encoder's or one pixel larger; it is shown at `time`, in
/// ticks of 90 kHz, which only rises. Returns 0 when that worked.
int starling_h264_encode(
    struct starling_h264_encoder *encoder, const struct starling_stream *decoder, int64_t time, int is_keyframe);
/// The next unit, whose NAL units stand behind their lengths in four octets, the parameter sets in each keyframe's; the octets are
/// the encoder's, up to the next call. Returns how many octets there are, 0 when there is none yet, negative when something failed.
long starling_h264_receive(struct starling_h264_encoder *encoder, const uint8_t **bytes, int64_t *time);
