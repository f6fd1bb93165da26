// Shows how loud a track is.

/** Moves a `<meter>` with the loudness of a track. */
export class LevelMeter {
  #meter;
  #context;
  #source;
  #track;

  /** @param {HTMLMeterElement} meter */
  constructor(meter) {
    this.#meter = meter;
  }

  /** Listens to a track from now on, or to none. */
  listen(track) {
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = undefined;
    this.#meter.value = 0;
    if (!track) return;
    this.#context ??= new AudioContext();
    this.#context.resume();
    const analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      if (track !== this.#track) return;
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // From -60 dB, where rooms are quiet, to full scale.
      this.#meter.value = Math.max(0, 1 + Math.log10(power + 1e-12) / 6);
      setTimeout(look, 80);
    };
    look();
  }
}
