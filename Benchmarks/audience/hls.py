"""How soon 2,000 players of low-latency HLS have what was made just now, and how many segments a second are served."""
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from stage import SERVER_CORE, TESTER_CORE, Server, Tester, Verdict, calmly, directory, machine, publish

PLAYERS = 2000
# From the end of a part, by the capture clock, to its arrival at the player, of 95 in 100, in milliseconds: in between lie
# the next picture, which tells how long the part's last one lasts, the playlist, which says that the part is there, and the part.
MOST_DELIVERY = 50
# A second of nginx and a second of ours, in turn.
ROUNDS = 7
# One server process with one loop, whatever nginx would have otherwise.
NGINX = """
worker_processes 1; worker_cpu_affinity 01; daemon off; pid {folder}/nginx.pid; error_log {folder}/errors;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ }} default_type video/mp4;
    open_file_cache max=16 inactive=60s;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""

STREAM = ["--video-codec", "h264", "--video-rate", "1M", "--audio-rate", "0", "--keyframe-interval", "2s"]
SERVER = ["--hls", "always", "--http-max-connections-per-address", "50000"]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.read()


def lines(playlist):
    """The addresses in a playlist."""
    found = [line for line in get(playlist).decode().splitlines() if line and not line.startswith("#")]
    return [urllib.parse.urljoin(playlist, line) for line in found]


def deliver(is_secure):
    """Players who come within ten seconds and stay for twenty."""
    with Server(*SERVER, *(["--tls", "auto"] if is_secure else [])) as server:
        publisher = publish(server, *STREAM)
        server.wait_for("starling_media_packets_total", 300)
        time.sleep(6)
        log = open(server.log).read()
        base = re.search(r'"url":"(https://127[^"]*)/"', log)[1] if is_secure else server.url
        players = Tester(server, "--hls", base + "/hls/talk/index.m3u8", "--players", str(PLAYERS), "--ramp", "10s",
                         "--duration", "20s", *(["--trust", "anybody"] if is_secure else []))
        result = players.result()
        publisher.stop()
    return result


def delivery(verdict):
    print(f"{PLAYERS:,} players of 1 Mb/s with blocking reload, playlist and part each, on one core; the tester has the other")
    print(f"{'milliseconds from the end of a part to its arrival':52} {'p50':>8} {'p95':>8} {'p99':>8} {'joined':>7} "
          f"{'stalls':>7} {'server':>7} {'stolen':>7}")
    for name, is_secure in (("plain HTTP/1.1", False), ("HTTP/1.1 over TLS, for comparison", True)):
        result, stolen = calmly(lambda: deliver(is_secure))
        summary = result["report"]["summary"]
        times = {key: summary["delivery"][key] / 1000 for key in ("p50", "p95", "p99")}
        faults = []
        if times["p95"] > MOST_DELIVERY:
            faults.append("the delivery")
        if summary["joined"] < PLAYERS:
            faults.append("who joined")
        said = "" if is_secure else verdict.of(faults, stolen)
        print(f"{name:52} {times['p50']:8.1f} {times['p95']:8.1f} {times['p99']:8.1f} {summary['joined']:7,} "
              f"{summary.get('stalls', 0):7,} {result['hold'].get('server_cores', 0):7.2f} {stolen:7.1%}{said}")
        for warning in result["report"]["warnings"]:
            print("  worth knowing:", warning)


def rate(url):
    """Requests a second."""
    said = subprocess.run(["taskset", "-c", TESTER_CORE, "wrk", "-t1", "-c50", "-d1s", url], capture_output=True, text=True, check=True)
    return float(re.search(r"Requests/sec: *([0-9.]+)", said.stdout)[1])


def segments():
    """Whole segments that are in the window of a live stream, and the same files from nginx, each on the same core."""
    folder = tempfile.mkdtemp(dir=directory)
    subprocess.run(["chmod", "755", directory, folder], check=True)
    with Server(*SERVER) as server:
        publisher = publish(server, *STREAM)
        time.sleep(12)
        # The oldest may leave the window while it is asked for.
        segment = lines(lines(server.url + "/hls/talk/index.m3u8")[0])[-2]
        subprocess.run(["mkdir", folder + "/www"], check=True)
        bytes_ = get(segment)
        with open(folder + "/www/segment.m4s", "wb") as file:
            file.write(bytes_)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with open(folder + "/nginx.conf", "w") as file:
            file.write(NGINX.format(folder=folder, port=port))
        nginx = subprocess.Popen(["taskset", "-c", SERVER_CORE, "/usr/sbin/nginx", "-c", folder + "/nginx.conf"])
        try:
            time.sleep(0.5)
            theirs_url = f"http://127.0.0.1:{port}/segment.m4s"
            if get(theirs_url) != bytes_:
                sys.exit("nginx does not serve the same")
            turns = []
            for turn in range(ROUNDS):
                pair = (segment, theirs_url) if turn % 2 else (theirs_url, segment)
                rates = [rate(url) for url in pair]
                turns.append(rates if turn % 2 else rates[::-1])
        finally:
            nginx.terminate()
            nginx.wait()
            publisher.stop()
    ratios = sorted(ours / theirs for ours, theirs in turns)
    middle = sorted(turns, key=lambda turn: turn[0] / turn[1])[ROUNDS // 2]
    print(f"segments of {len(bytes_) // 1024} KiB a second: ours {middle[0]:,.0f}, nginx {middle[1]:,.0f}, ratio {ratios[ROUNDS // 2]:.2f} "
          f"(all: {', '.join(f'{ratio:.2f}' for ratio in ratios)})")


def main():
    print(machine())
    verdict = Verdict()
    delivery(verdict)
    segments()
    print(f"held are: {MOST_DELIVERY} ms for 95 % over plain HTTP/1.1")
    sys.exit(verdict.status)


main()
