"""Runs the scenes of lab.ts: network namespaces, rules, servers and connections. Reads a plan as JSON, writes what happened as JSON.

Meant to be started as `unshare -n -m`, with a /run/netns of its own: then every namespace is gone when this process ends.
One process plays every host and pod: a thread enters a namespace to open a socket there, and the socket stays in it.
"""
import ctypes, errno, heapq, json, os, selectors, socket, struct, subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor

LIBC = ctypes.CDLL(None, use_errno=True)
FOLDER = '/run/netns/'


def enter(name):
    handle = os.open(FOLDER + name, os.O_RDONLY)
    try:
        if LIBC.setns(handle, 0x40000000):
            raise OSError(ctypes.get_errno(), 'setns ' + name)
    finally:
        os.close(handle)


def run(argv, text):
    done = subprocess.run(argv, input=text, capture_output=True, text=True, close_fds=False, timeout=30)
    if done.returncode:
        raise RuntimeError(' '.join(argv)[:60] + ': ' + (done.stderr.strip() or done.stdout.strip())[:500])


def account(names):
    """Makes nfacct objects in the namespace the thread is in."""
    if not names:
        return
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    link.bind((0, 0))
    for name in names:
        value = name.encode() + bytes(1)
        attribute = struct.pack('HH', 4 + len(value), 1) + value
        body = struct.pack('BBH', 0, 0, 0) + attribute + bytes(-len(attribute) % 4)
        link.send(struct.pack('IHHII', 16 + len(body), 7 << 8, 0x405, 1, 0) + body)
        link.recv(4096)
    link.close()


def build(scene):
    """A scene's namespaces, in their order; returns why it could not be built, or None."""
    try:
        for space in scene['namespaces']:
            enter(space['name'])
            for path, value in space['sysctls']:
                try:
                    with open('/proc/sys/net/' + path, 'w') as file:
                        file.write(value)
                except (FileNotFoundError, PermissionError):
                    pass  # a kernel without that setting, or with one for all namespaces
            run(['ip', '-batch', '-'], space['batch'])
            account(space['accounts'])
            for one in space['run']:
                run(one['argv'], one['input'])
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


LOOP = selectors.DefaultSelector()


def family_of(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def kind_of(protocol, address):
    """What socket() takes after the family. A ping socket's kernel knows its echo by an identifier of its own."""
    if protocol == 'icmp':
        return socket.SOCK_DGRAM, socket.IPPROTO_ICMPV6 if ':' in address else socket.IPPROTO_ICMP
    return socket.SOCK_DGRAM if protocol == 'udp' else socket.SOCK_STREAM, 0


ECHO = {socket.AF_INET: bytes([8]) + bytes(7), socket.AF_INET6: bytes([128]) + bytes(7)}


def socket_in(space, address, protocol):
    enter(space)
    made = socket.socket(family_of(address), *kind_of(protocol, address))
    made.setblocking(False)
    return made


def listen(at):
    server = socket_in(at['namespace'], at['address'], at['protocol'])
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((at['address'], at['port']))
    host = f"[{at['address']}]" if ':' in at['address'] else at['address']

    def said(peer):
        return f"{host}:{at['port']} sees {peer[0]}".encode()

    def answer_tcp():
        while True:
            try:
                client, peer = server.accept()
            except BlockingIOError:
                return
            try:
                client.send(said(peer))
            except OSError:
                pass
            client.close()

    def answer_udp():
        try:
            _, peer = server.recvfrom(64)
            server.sendto(said(peer), peer)
        except OSError:
            pass

    if at['protocol'] == 'tcp':
        server.listen(4096)
    LOOP.register(server, selectors.EVENT_READ, answer_tcp if at['protocol'] == 'tcp' else answer_udp)


class Ask:
    """Opens the same connection again and again until every wanted answer was seen, and some more to see unwanted ones."""

    def __init__(self, ask, done):
        self.ask, self.done, self.counts, self.tries, self.late = ask, done, {}, 0, 0
        self.next()

    def next(self):
        ask = self.ask
        seen_all = set(ask['wanted']) <= set(self.counts)
        limit = 3 if ask['slow'] and len(ask['wanted']) == 1 else ask['tries']
        strange = sum(count for key, count in self.counts.items() if key not in ask['wanted'])
        # A busy machine may lose one connection: whether it was more than that, many others tell.
        enough = self.tries >= (20 if strange and ask['wanted'] else 1 if ask['slow'] and seen_all else ask['least'])
        if self.tries >= limit or (seen_all and enough) or strange > 1 and ask['wanted'] or time.monotonic() > DEADLINE:
            return self.done(self.counts)
        self.tries += 1
        try:
            self.socket = socket_in(ask['namespace'], ask['address'], ask['protocol'])
            # Closed with a reset: no TIME_WAIT stays behind in which a later connection from the same port could end.
            if ask['protocol'] == 'tcp':
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            if ask['bind']:
                self.socket.bind((ask['bind'], 0))
            self.socket.connect_ex((ask['address'], ask['port']))
            if ask['protocol'] != 'tcp':
                try:
                    self.socket.send(b'?' if ask['protocol'] == 'udp' else ECHO[self.socket.family])
                except PermissionError:
                    pass  # a rule of OUTPUT took the packet: whether it also answers is still to come
        except OSError as problem:
            code = problem.errno
            return later(0, lambda: self.end(code))
        LOOP.register(self.socket, selectors.EVENT_READ, self.ready)
        mine = self.tries
        later(ask['patience'], lambda: self.tries == mine and self.socket and self.end(errno.ETIMEDOUT))

    def ready(self):
        try:
            data = self.socket.recv(200)
        except BlockingIOError:
            # An ICMP error that came while connect() still ran: TCP would send its SYN once more to be told again.
            code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            return self.end(code) if code else None
        except OSError as problem:
            return self.end(problem.errno)
        self.end(0, 'answered' if self.ask['protocol'] == 'icmp' else data.decode())

    def end(self, code, text=''):
        if not self.socket:
            return
        try:
            LOOP.unregister(self.socket)
        except KeyError:
            pass
        self.socket.close()
        self.socket = None
        named = {errno.ECONNREFUSED: 'refused', errno.ETIMEDOUT: 'timeout'}
        key = text if not code and text else named.get(code) or (errno.errorcode[code] if code else 'closed')
        self.counts[key] = self.counts.get(key, 0) + 1
        later(0, self.next)


TIMERS, COUNT, WAITED = [], [0], [0.0]
TOGETHER = 250
DEADLINE = time.monotonic() + 200


def later(seconds, call):
    """Calls after so many seconds of waiting: time in which this process did not run, or had something to read, is nobody's fault."""
    COUNT[0] += 1
    heapq.heappush(TIMERS, (WAITED[0] + seconds, COUNT[0], call))


def turn_until(finished):
    """What came in goes before what is due, so nobody's patience ends while the answer lies unread."""
    while not finished():
        wait = max(0, TIMERS[0][0] - WAITED[0]) if TIMERS else 0.5
        begun = time.monotonic()
        ready = LOOP.select(wait)
        WAITED[0] += min(wait, time.monotonic() - begun)
        for key, _ in ready:
            key.data()
        if not ready and TIMERS and TIMERS[0][0] <= WAITED[0] + 0.001:
            heapq.heappop(TIMERS)[2]()


def ask_all(asks):
    """Each list of asks one after the other, the lists beside each other. Returns the answers in the same shape."""
    answers, left = [[None] * len(row) for row in asks], [len(asks)]

    def start(row, index):
        if index == len(asks[row]):
            left[0] -= 1
            return start(waiting.pop(0), 0) if waiting else None

        def done(counts):
            answers[row][index] = {'counts': counts}
            start(row, index + 1)

        Ask(asks[row][index], done)

    waiting = list(range(len(asks)))
    for _ in range(min(TOGETHER, len(asks))):
        start(waiting.pop(0), 0)
    turn_until(lambda: left[0] == 0)
    return answers


def unread(space):
    """How many bytes of what netfilter (netlink family 12) tells still wait for their listeners in a namespace; None: nobody listens."""
    enter(space)
    with open('/proc/thread-self/net/netlink') as file:
        rows = [row.split() for row in file.readlines()[1:]]
    waiting = [int(row[4]) for row in rows if row[1] == '12' and int(row[3], 16)]
    return sum(waiting) if waiting else None


def sleeps(process):
    with open(f'/proc/{process}/stat') as file:
        return file.read().rpartition(') ')[2].startswith('S')


def ask_traced(ask):
    """One connection while the kernel tells which rules its packets match. On a busy machine both the monitor's start and its words take their time."""
    space = ask['monitor']['namespace']
    enter(space)
    watch = subprocess.Popen(ask['monitor']['argv'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    os.set_blocking(watch.stdout.fileno(), False)
    told, last = [], [0.0]

    def hear():
        data = os.read(watch.stdout.fileno(), 1 << 16)
        if not data:
            return LOOP.unregister(watch.stdout)
        told.append(data)
        last[0] = time.monotonic()

    LOOP.register(watch.stdout, selectors.EVENT_READ, hear)
    wait_until(lambda: unread(space) is not None, 20)
    [[answer]] = ask_all([[ask]])
    # All is said when the monitor has read everything, waits for more, and nothing more was said for a while.
    wait_until(lambda: told and not unread(space) and sleeps(watch.pid) and time.monotonic() - last[0] > 0.25, 20)
    watch.terminate()
    watch.wait()
    wait_until(lambda: watch.stdout not in LOOP.get_map(), 5)
    answer['trace'] = b''.join(told).decode(errors='replace')
    return answer


def wait_until(holds, seconds):
    end, over = time.monotonic() + seconds, []

    def look():
        over.append(1) if time.monotonic() > end or holds() else later(0.02, look)

    look()
    turn_until(lambda: over)


def main():
    scenes = json.load(sys.stdin)
    names = ''.join(f"netns add {space['name']}\n" for scene in scenes for space in scene['namespaces'])
    run(['ip', '-batch', '-'], names)
    with ThreadPoolExecutor(2) as pool:
        errors = list(pool.map(build, scenes))
    rows, home = [], []
    for index, scene in enumerate(scenes):
        if errors[index] is None:
            try:
                for at in scene['listen']:
                    listen(at)
            except OSError as problem:
                errors[index] = f"{at['namespace']} {at['address']}:{at['port']}: {problem}"
    results = [{'error': error, 'answers': [None] * len(scene['ask'])} for scene, error in zip(scenes, errors)]
    for index, scene in enumerate(scenes):
        if errors[index]:
            continue
        ways = {}
        for at, ask in enumerate(scene['ask']):
            if not ask['monitor']:
                ways.setdefault(ask['namespace'] if ask['serial'] else at, []).append((at, ask))
        for way in ways.values():
            rows.append([ask for _, ask in way])
            home.append([(index, at) for at, _ in way])
    for way, answers in zip(home, ask_all(rows)):
        for (index, at), answer in zip(way, answers):
            results[index]['answers'][at] = answer
    for index, scene in enumerate(scenes):
        for at, ask in enumerate(scene['ask']):
            if ask['monitor'] and not errors[index]:
                results[index]['answers'][at] = ask_traced(ask)
    json.dump(results, sys.stdout)


main()
