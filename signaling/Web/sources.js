// What a publisher sends: a camera or a screen, and a microphone.

/** Fires `change` whenever a track comes or goes. A screen is sent in place of the camera, which waits meanwhile. */
export class Sources extends EventTarget {
  /** The devices there are, once the browser tells. @type {MediaDeviceInfo[]} */
  cameras = [];
  microphones = [];

  #camera;
  #microphone;
  #screen;
  #height = 720;
  #muted = false;
  #hidden = false;

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#changed());
  }

  /** What is sent now. @type {MediaStreamTrack|undefined} */
  get video() { return this.#screen ?? this.#camera; }
  get audio() { return this.#microphone; }
  get screen() { return this.#screen; }
  /** The devices in use. @type {string|undefined} */
  get camera() { return this.#camera?.getSettings().deviceId; }
  get microphone() { return this.#microphone?.getSettings().deviceId; }

  get isMuted() { return this.#muted; }
  set isMuted(muted) {
    this.#muted = muted;
    if (this.#microphone) this.#microphone.enabled = !muted;
  }

  /** Whether black is sent in place of the picture. */
  get isHidden() { return this.#hidden; }
  set isHidden(hidden) {
    this.#hidden = hidden;
    for (const track of [this.#camera, this.#screen]) if (track) track.enabled = !hidden;
  }

  /** A camera and a microphone with one question; whichever of them there is. */
  async useDevices() {
    const both = { video: this.#picture(), audio: true };
    const stream = await navigator.mediaDevices.getUserMedia(both).catch(async (error) => {
      if (error.name !== "NotFoundError") throw error;
      return navigator.mediaDevices.getUserMedia({ video: both.video })
        .catch(() => navigator.mediaDevices.getUserMedia({ audio: true }));
    });
    this.#take("camera", stream.getVideoTracks()[0]);
    this.#take("microphone", stream.getAudioTracks()[0]);
    await this.#changed();
  }

  /** Another camera, or none. The next one opens first, so that viewers see no gap. */
  async useCamera(deviceId) {
    const track = deviceId ? await this.#open({ video: this.#picture(deviceId) }) : undefined;
    this.#take("camera", track);
    await this.#changed();
  }

  /** Another microphone, or none. */
  async useMicrophone(deviceId) {
    const track = deviceId ? await this.#open({ audio: { deviceId: { exact: deviceId } } }) : undefined;
    this.#take("microphone", track);
    await this.#changed();
  }

  /** The height of the camera's picture. */
  async useHeight(height) {
    this.#height = height;
    await this.#camera?.applyConstraints(this.#picture(this.camera));
  }

  async shareScreen() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 30 } } });
    this.#take("screen", stream.getVideoTracks()[0]);
    this.#screen.contentHint = "detail";
    await this.#changed();
  }

  async stopScreen() {
    this.#take("screen", undefined);
    await this.#changed();
  }

  async #open(constraints) {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    return stream.getTracks()[0];
  }

  #picture(deviceId) {
    const height = this.#height;
    return {
      width: { ideal: Math.round((height * 16) / 9) }, height: { ideal: height }, frameRate: { ideal: 30 },
      ...(deviceId && { deviceId: { exact: deviceId } }),
    };
  }

  /** Puts a track in its place, and stops the one before. A track that ends by itself, as when sharing is stopped in
   * the browser's own bar or a device is pulled out, leaves its place empty. */
  #take(place, track) {
    const places = {
      camera: [() => this.#camera, (next) => { this.#camera = next; }],
      microphone: [() => this.#microphone, (next) => { this.#microphone = next; }],
      screen: [() => this.#screen, (next) => { this.#screen = next; }],
    };
    const [get, set] = places[place];
    get()?.stop();
    set(track);
    if (!track) return;
    track.enabled = place === "microphone" ? !this.#muted : !this.#hidden;
    track.addEventListener("ended", () => {
      if (get() !== track) return;
      set(undefined);
      this.#changed();
    });
  }

  async #changed() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.cameras = devices.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId);
    this.microphones = devices.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
    this.dispatchEvent(new Event("change"));
  }
}
