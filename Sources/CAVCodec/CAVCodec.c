#include "CAVCodec.h"

#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void starling_av_silence(void) {
    av_log_set_level(AV_LOG_QUIET);
}

static enum AVCodecID codec_id(enum starling_av_codec codec) {
    switch (codec) {
    case starling_av_h264: return AV_CODEC_ID_H264;
    case starling_av_h265: return AV_CODEC_ID_HEVC;
    case starling_av_vp8: return AV_CODEC_ID_VP8;
    case starling_av_vp9: return AV_CODEC_ID_VP9;
    case starling_av_av1: return AV_CODEC_ID_AV1;
    }
    return AV_CODEC_ID_NONE;
}

/// A decoder on this thread alone, that hands out a picture as soon as it can. NULL when there is none.
static AVCodecContext *open_decoder(
    const AVCodec *codec, const uint8_t *record, size_t count, int64_t most_pixels, int err_recognition)
{
    AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;
    if (context == NULL) return NULL;
    context->thread_count = 1;
    context->max_pixels = most_pixels;
    context->flags |= AV_CODEC_FLAG_LOW_DELAY;
    context->err_recognition = err_recognition;
    if (count > 0) {
        context->extradata = av_mallocz(count + AV_INPUT_BUFFER_PADDING_SIZE);
        if (context->extradata != NULL) {
            memcpy(context->extradata, record, count);
            context->extradata_size = (int)count;
        }
    }
    if ((count == 0 || context->extradata != NULL) && avcodec_open2(context, codec, NULL) == 0) return context;
    avcodec_free_context(&context);
    return NULL;
}

/// Gives a decoder octets, with the padding behind them that it demands. Returns 0 or an error.
static int send_bytes(AVCodecContext *context, AVPacket *packet, const uint8_t *bytes, size_t count, int64_t time) {
    if (count > INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE) return AVERROR(EINVAL);
    int error = av_new_packet(packet, (int)count);
    if (error < 0) return error;
    memcpy(packet->data, bytes, count);
    packet->pts = packet->dts = time;
    error = avcodec_send_packet(context, packet);
    av_packet_unref(packet);
    return error;
}

// What every decoder and encoder has.
static void free_codec(AVCodecContext **context, AVPacket **packet, AVFrame **frame) {
    avcodec_free_context(context);
    av_packet_free(packet);
    av_frame_free(frame);
}

struct starling_keyframes {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *frame;
};

struct starling_keyframes *starling_keyframes_create(
    enum starling_av_codec codec, const uint8_t *record, size_t count, int64_t most_pixels)
{
    struct starling_keyframes *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) return NULL;
    decoder->context = open_decoder(avcodec_find_decoder(codec_id(codec)), record, count, most_pixels, 0);
    decoder->packet = av_packet_alloc();
    decoder->frame = av_frame_alloc();
    if (decoder->context && decoder->packet && decoder->frame) return decoder;
    starling_keyframes_free(decoder);
    return NULL;
}

void starling_keyframes_free(struct starling_keyframes *decoder) {
    if (decoder == NULL) return;
    free_codec(&decoder->context, &decoder->packet, &decoder->frame);
    free(decoder);
}

int starling_keyframes_decode(
    struct starling_keyframes *decoder, const uint8_t *bytes, size_t count, int *width, int *height)
{
    av_frame_unref(decoder->frame);
    avcodec_flush_buffers(decoder->context);
    int error = send_bytes(decoder->context, decoder->packet, bytes, count, 0);
    // The end of what there is: those that reorder pictures hand out what they hold.
    if (error == 0) error = avcodec_send_packet(decoder->context, NULL);
    if (error == 0) error = avcodec_receive_frame(decoder->context, decoder->frame);
    if (error < 0) return error;
    if (decoder->frame->width < 1 || decoder->frame->height < 1) return AVERROR_INVALIDDATA;
    *width = decoder->frame->width;
    *height = decoder->frame->height;
    return 0;
}

struct starling_stream {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *frame;
    /// The last picture of the last unit; without a size when there was none.
    AVFrame *shown;
};

/// The decoder that browsers have, or else any. NULL when there is none.
static const AVCodec *usual_decoder(enum starling_av_codec codec) {
    const char *name = codec == starling_av_vp8 ? "libvpx" : codec == starling_av_vp9 ? "libvpx-vp9" : NULL;
    const AVCodec *decoder = name ? avcodec_find_decoder_by_name(name) : NULL;
    return decoder ? decoder : avcodec_find_decoder(codec_id(codec));
}

struct starling_stream *starling_stream_create(
    enum starling_av_codec codec, const uint8_t *record, size_t count, int64_t most_pixels)
{
    struct starling_stream *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) return NULL;
    // What is wrong is to be told, not to be painted over.
    int strict = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    decoder->context = open_decoder(usual_decoder(codec), record, count, most_pixels, strict);
    decoder->packet = av_packet_alloc();
    decoder->frame = av_frame_alloc();
    decoder->shown = av_frame_alloc();
    if (decoder->context && decoder->packet && decoder->frame && decoder->shown) return decoder;
    starling_stream_free(decoder);
    return NULL;
}

void starling_stream_free(struct starling_stream *decoder) {
    if (decoder == NULL) return;
    free_codec(&decoder->context, &decoder->packet, &decoder->frame);
    av_frame_free(&decoder->shown);
    free(decoder);
}

int starling_stream_decode(struct starling_stream *decoder, const uint8_t *bytes, size_t count, int *pictures) {
    AVCodecContext *context = decoder->context;
    int error = bytes ? send_bytes(context, decoder->packet, bytes, count, 0) : avcodec_send_packet(context, NULL);
    int fault = error;
    av_frame_unref(decoder->shown);
    while ((error = avcodec_receive_frame(context, decoder->frame)) == 0) {
        *pictures += 1;
        if (decoder->frame->decode_error_flags != 0 || decoder->frame->flags & AV_FRAME_FLAG_CORRUPT)
            fault = AVERROR_INVALIDDATA;
        av_frame_unref(decoder->shown);
        av_frame_move_ref(decoder->shown, decoder->frame);
    }
    return fault < 0 || error == AVERROR(EAGAIN) || error == AVERROR_EOF ? fault : error;
}

int starling_stream_shown(const struct starling_stream *decoder, int *width, int *height) {
    *width = decoder->shown->width;
    *height = decoder->shown->height;
    return *width > 0 && *height > 0 ? 0 : AVERROR(EAGAIN);
}

/// A picture of a size in a format. NULL when memory is missing.
static AVFrame *allocate_picture(int width, int height, enum AVPixelFormat format) {
    AVFrame *frame = av_frame_alloc();
    if (frame == NULL) return NULL;
    frame->format = format;
    frame->width = width;
    frame->height = height;
    if (av_frame_get_buffer(frame, 0) < 0) av_frame_free(&frame);
    return frame;
}

struct starling_sheet {
    AVFrame *frame;
    AVPacket *packet;
};

struct starling_sheet *starling_sheet_create(int width, int height) {
    struct starling_sheet *sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL) return NULL;
    sheet->packet = av_packet_alloc();
    sheet->frame = allocate_picture(width, height, AV_PIX_FMT_YUVJ420P);
    if (sheet->packet == NULL || sheet->frame == NULL) {
        starling_sheet_free(sheet);
        return NULL;
    }
    for (int plane = 0; plane < 3; plane++) {
        size_t rows = (size_t)(plane == 0 ? height : height / 2);
        memset(sheet->frame->data[plane], plane == 0 ? 0 : 128, (size_t)sheet->frame->linesize[plane] * rows);
    }
    return sheet;
}

void starling_sheet_free(struct starling_sheet *sheet) {
    if (sheet == NULL) return;
    av_frame_free(&sheet->frame);
    av_packet_free(&sheet->packet);
    free(sheet);
}

/// The format whose samples use all values, where the picture says that they do.
static enum AVPixelFormat source_format(const AVFrame *frame) {
    if (frame->color_range != AVCOL_RANGE_JPEG) return frame->format;
    switch (frame->format) {
    case AV_PIX_FMT_YUV420P: return AV_PIX_FMT_YUVJ420P;
    case AV_PIX_FMT_YUV422P: return AV_PIX_FMT_YUVJ422P;
    case AV_PIX_FMT_YUV444P: return AV_PIX_FMT_YUVJ444P;
    default: return frame->format;
    }
}

/// The picture in another size and format. NULL when that cannot be made.
static AVFrame *scale(const AVFrame *source, int width, int height, enum AVPixelFormat format) {
    struct SwsContext *scaler = sws_getContext(
        source->width, source->height, source_format(source), width, height, format, SWS_AREA, NULL, NULL, NULL);
    AVFrame *scaled = scaler ? allocate_picture(width, height, format) : NULL;
    if (scaled != NULL) {
        int rows = sws_scale(
            scaler, (const uint8_t *const *)source->data, source->linesize, 0, source->height, scaled->data,
            scaled->linesize);
        if (rows != height) av_frame_free(&scaled);
    }
    sws_freeContext(scaler);
    return scaled;
}

int starling_sheet_draw(
    struct starling_sheet *sheet, const struct starling_keyframes *decoder, int x, int y, int width, int height)
{
    AVFrame *target = sheet->frame;
    if (x < 0 || y < 0 || width < 2 || height < 2 || x > target->width - width || y > target->height - height)
        return AVERROR(EINVAL);
    // Not into the sheet at once: the scaler writes beyond the ends of its rows.
    AVFrame *scaled = scale(decoder->frame, width, height, AV_PIX_FMT_YUVJ420P);
    if (scaled == NULL) return AVERROR(ENOMEM);
    for (int plane = 0; plane < 3; plane++) {
        int shift = plane == 0 ? 0 : 1;
        av_image_copy_plane(
            target->data[plane] + (ptrdiff_t)(y >> shift) * target->linesize[plane] + (x >> shift),
            target->linesize[plane], scaled->data[plane], scaled->linesize[plane], width >> shift, height >> shift);
    }
    av_frame_free(&scaled);
    return 0;
}

long starling_sheet_encode(struct starling_sheet *sheet, const uint8_t **bytes) {
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;
    if (context == NULL) return AVERROR_ENCODER_NOT_FOUND;
    context->width = sheet->frame->width;
    context->height = sheet->frame->height;
    context->pix_fmt = AV_PIX_FMT_YUVJ420P;
    context->color_range = AVCOL_RANGE_JPEG;
    context->time_base = (AVRational){1, 1};
    context->thread_count = 1;
    // Fine for a thumbnail: half of what the best takes.
    context->flags |= AV_CODEC_FLAG_QSCALE;
    context->global_quality = 4 * FF_QP2LAMBDA;
    sheet->frame->quality = context->global_quality;
    av_packet_unref(sheet->packet);
    int error = avcodec_open2(context, codec, NULL);
    if (error == 0) error = avcodec_send_frame(context, sheet->frame);
    if (error == 0) error = avcodec_receive_packet(context, sheet->packet);
    avcodec_free_context(&context);
    if (error < 0) return error;
    *bytes = sheet->packet->data;
    return sheet->packet->size;
}

struct starling_aac_encoder {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *frame;
};

struct starling_aac_encoder *starling_aac_create(int rate, int channels, long bits_per_second) {
    struct starling_aac_encoder *encoder = calloc(1, sizeof *encoder);
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    if (encoder == NULL) return NULL;
    encoder->context = codec ? avcodec_alloc_context3(codec) : NULL;
    encoder->packet = av_packet_alloc();
    encoder->frame = av_frame_alloc();
    AVCodecContext *context = encoder->context;
    if (context && encoder->packet && encoder->frame) {
        context->sample_rate = rate;
        context->sample_fmt = AV_SAMPLE_FMT_FLTP;
        context->bit_rate = bits_per_second;
        context->time_base = (AVRational){1, rate};
        context->thread_count = 1;
        // The configuration beside the units, not in each of them.
        context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        av_channel_layout_default(&context->ch_layout, channels);
        if (avcodec_open2(context, codec, NULL) == 0 && context->frame_size == 1024) return encoder;
    }
    starling_aac_free(encoder);
    return NULL;
}

void starling_aac_free(struct starling_aac_encoder *encoder) {
    if (encoder == NULL) return;
    free_codec(&encoder->context, &encoder->packet, &encoder->frame);
    free(encoder);
}

long starling_aac_record(const struct starling_aac_encoder *encoder, const uint8_t **bytes) {
    *bytes = encoder->context->extradata;
    return encoder->context->extradata_size;
}

int starling_aac_encode(struct starling_aac_encoder *encoder, const float *samples, int64_t time) {
    AVCodecContext *context = encoder->context;
    AVFrame *frame = encoder->frame;
    av_frame_unref(frame);
    frame->format = context->sample_fmt;
    frame->sample_rate = context->sample_rate;
    frame->nb_samples = context->frame_size;
    frame->pts = time;
    int error = av_channel_layout_copy(&frame->ch_layout, &context->ch_layout);
    if (error == 0) error = av_frame_get_buffer(frame, 0);
    if (error < 0) return error;
    int channels = context->ch_layout.nb_channels;
    for (int channel = 0; channel < channels; channel++) {
        float *plane = (float *)frame->extended_data[channel];
        for (int index = 0; index < frame->nb_samples; index++) plane[index] = samples[index * channels + channel];
    }
    return avcodec_send_frame(context, frame);
}

/// An encoder's next unit. Returns how many octets it has, 0 when there is none yet, or an error.
static long receive_packet(AVCodecContext *context, AVPacket *packet, const uint8_t **bytes, int64_t *time) {
    av_packet_unref(packet);
    int error = avcodec_receive_packet(context, packet);
    if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
    if (error < 0) return error;
    *bytes = packet->data;
    *time = packet->pts;
    return packet->size;
}

long starling_aac_receive(struct starling_aac_encoder *encoder, const uint8_t **bytes, int64_t *time) {
    return receive_packet(encoder->context, encoder->packet, bytes, time);
}

struct starling_h264_encoder {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *frame;
};

struct starling_h264_encoder *starling_h264_create(
    int width, int height, int pictures_per_1000_seconds, long bits_per_second, int level)
{
    struct starling_h264_encoder *encoder = calloc(1, sizeof *encoder);
    // Not any encoder of H.264: one for a device that is not there would be found, too, and others reorder pictures.
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    if (encoder == NULL) return NULL;
    encoder->context = codec ? avcodec_alloc_context3(codec) : NULL;
    encoder->packet = av_packet_alloc();
    encoder->frame = av_frame_alloc();
    AVCodecContext *context = encoder->context;
    if (context && encoder->packet && encoder->frame) {
        context->width = width;
        context->height = height;
        context->pix_fmt = AV_PIX_FMT_YUV420P;
        context->time_base = (AVRational){1, 90000};
        context->framerate = (AVRational){pictures_per_1000_seconds, 1000};
        context->level = level;
        context->rc_max_rate = bits_per_second;
        context->rc_buffer_size = (int)(bits_per_second < INT_MAX ? bits_per_second : INT_MAX);
        // One core is what a stream may take.
        context->thread_count = 1;
        void *options = context->priv_data;
        // Keyframes are where it is told, nowhere else, and nothing is referred to from before them. Units are behind their
        // lengths, as in files.
        int error = av_opt_set(options, "preset", "superfast", 0);
        if (error == 0) error = av_opt_set(options, "tune", "zerolatency", 0);
        if (error == 0) error = av_opt_set(options, "profile", "high", 0);
        if (error == 0) error = av_opt_set(options, "crf", "23", 0);
        if (error == 0) error = av_opt_set(options, "forced-idr", "1", 0);
        if (error == 0)
            error = av_opt_set(options, "x264-params", "keyint=infinite:scenecut=0:sliced-threads=0:annexb=0", 0);
        if (error == 0 && avcodec_open2(context, codec, NULL) == 0) return encoder;
    }
    starling_h264_free(encoder);
    return NULL;
}

void starling_h264_free(struct starling_h264_encoder *encoder) {
    if (encoder == NULL) return;
    free_codec(&encoder->context, &encoder->packet, &encoder->frame);
    free(encoder);
}

/// Makes the encoder's frame the picture, whose last column and row are left out where they are odd ones, in the format that the
/// encoder takes. Returns 0 or an error.
static int take_picture(struct starling_h264_encoder *encoder, const AVFrame *source) {
    AVCodecContext *context = encoder->context;
    av_frame_unref(encoder->frame);
    if (source->width < context->width || source->height < context->height) return AVERROR(EINVAL);
    if (source->format == AV_PIX_FMT_YUV420P && source->color_range != AVCOL_RANGE_JPEG) {
        int error = av_frame_ref(encoder->frame, source);
        if (error < 0) return error;
    } else {
        AVFrame *scaled = scale(source, context->width, context->height, AV_PIX_FMT_YUV420P);
        if (scaled == NULL) return AVERROR(ENOMEM);
        av_frame_move_ref(encoder->frame, scaled);
        av_frame_free(&scaled);
    }
    encoder->frame->width = context->width;
    encoder->frame->height = context->height;
    return 0;
}

int starling_h264_encode(
    struct starling_h264_encoder *encoder, const struct starling_stream *decoder, int64_t time, int is_keyframe)
{
    int error = take_picture(encoder, decoder->shown);
    if (error < 0) return error;
    encoder->frame->pts = time;
    encoder->frame->pict_type = is_keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    error = avcodec_send_frame(encoder->context, encoder->frame);
    av_frame_unref(encoder->frame);
    return error;
}

long starling_h264_receive(struct starling_h264_encoder *encoder, const uint8_t **bytes, int64_t *time) {
    return receive_packet(encoder->context, encoder->packet, bytes, time);
}
