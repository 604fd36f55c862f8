"""Runs a program and stops it at every call that has to do with files below a folder: to kill it there, or to let the call fail.

As `strace -f -e inject=` does, but over all threads at once: strace counts for each thread, so that the Nth call of one would hide
the Nth of another. A seccomp filter names the calls, so that the others cost nothing. Linux on x86-64 only.
"""

import ctypes
import os
import platform
import signal
import struct

# What changes the file system or its locks, or brings it to the disk; and what only looks.
CHANGES = {
    "write": 1, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74, "fdatasync": 75, "flock": 73, "fcntl": 72,
    "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "link": 86, "unlink": 87,
    "symlink": 88, "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "utime": 132, "mknod": 133,
    "sync": 162, "utimes": 235, "mkdirat": 258, "mknodat": 259, "fchownat": 260, "futimesat": 261, "unlinkat": 263,
    "renameat": 264, "linkat": 265, "symlinkat": 266, "fchmodat": 268, "sync_file_range": 277, "utimensat": 280,
    "fallocate": 285, "pwritev": 296, "syncfs": 306, "renameat2": 316, "copy_file_range": 326, "pwritev2": 328,
    "fchmodat2": 452, "setxattr": 188, "fsetxattr": 190,
}
LOOKS = {
    "read": 0, "open": 2, "stat": 4, "fstat": 5, "lstat": 6, "pread64": 17, "readlink": 89, "getdents64": 217,
    "openat": 257, "newfstatat": 262, "readlinkat": 267, "statx": 332, "openat2": 437,
}
NETWORK = {
    "socket": 41, "connect": 42, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "bind": 49, "listen": 50, "socketpair": 53,
    "sendmmsg": 307, "io_uring_setup": 425,
}
# Where the paths are: (folder's handle, path) by position; a handle of none is the current folder.
PATHS = {
    "truncate": [(None, 0)], "rename": [(None, 0), (None, 1)], "mkdir": [(None, 0)], "rmdir": [(None, 0)],
    "creat": [(None, 0)], "link": [(None, 0), (None, 1)], "unlink": [(None, 0)], "symlink": [(None, 1)], "chmod": [(None, 0)],
    "chown": [(None, 0)], "lchown": [(None, 0)], "utime": [(None, 0)], "mknod": [(None, 0)], "utimes": [(None, 0)],
    "mkdirat": [(0, 1)], "mknodat": [(0, 1)], "fchownat": [(0, 1)], "futimesat": [(0, 1)], "unlinkat": [(0, 1)],
    "renameat": [(0, 1), (2, 3)], "linkat": [(0, 1), (2, 3)], "symlinkat": [(1, 2)], "fchmodat": [(0, 1)],
    "utimensat": [(0, 1)], "renameat2": [(0, 1), (2, 3)], "fchmodat2": [(0, 1)], "setxattr": [(None, 0)],
    "open": [(None, 0)], "stat": [(None, 0)], "lstat": [(None, 0)], "readlink": [(None, 0)], "openat": [(0, 1)],
    "newfstatat": [(0, 1)], "readlinkat": [(0, 1)], "statx": [(0, 1)], "openat2": [(0, 1)],
}
NAMES = {number: name for name, number in (CHANGES | LOOKS | NETWORK).items()}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

TRACEME, SYSCALL, CONT, SETOPTIONS, GETREGSET, SETREGSET, GETINFO = 0, 24, 7, 0x4200, 0x4204, 0x4205, 0x420E
# Clone, fork and vfork are followed, exec and seccomp stop, and nobody outlives us.
OPTIONS = 1 << 3 | 1 << 1 | 1 << 2 | 1 << 4 | 1 << 7 | 1 << 20 | 1
SECCOMP_STOP = 7
WALL = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class Call:
    """A call as it is about to be made: its name, its paths (a process id in them is `PID`), whether it changes anything."""

    def __init__(self, process, name, arguments):
        self.name = name
        self.arguments = arguments
        self.changes = name in CHANGES
        if name in ("open", "openat"):
            self.changes = bool(arguments[1 if name == "open" else 2] & WRITING)
        places = PATHS.get(name)
        found = [place(process, arguments, *where) for where in places] if places else [handle(process, arguments[0])]
        self.paths = [path.replace(f"-{process.first}-", "-PID-") for path in found]

    def __str__(self):
        return f"{self.name}({', '.join(self.paths)})"


class Process:
    """A program under way, and the memory of it that holds the paths."""

    def __init__(self, first):
        self.first = first
        self.thread = first


def handle(process, number):
    try:
        return os.readlink(f"/proc/{process.thread}/fd/{number & 0xFFFFFFFF}")
    except OSError:
        return "?"


def place(process, arguments, folder, path):
    try:
        with open(f"/proc/{process.thread}/mem", "rb", buffering=0) as memory:
            memory.seek(arguments[path])
            text = memory.read(512).split(b"\0", 1)[0].decode(errors="replace")
    except (OSError, OverflowError, ValueError):
        return "?"
    if text.startswith("/"):
        return os.path.normpath(text)
    here = ctypes.c_int(arguments[folder] & 0xFFFFFFFF).value if folder is not None else -100
    above = os.readlink(f"/proc/{process.thread}/cwd") if here == -100 else handle(process, here)
    return os.path.normpath(os.path.join(above, text))


def available():
    return platform.system() == "Linux" and platform.machine() == "x86_64"


def program_of(numbers):
    """The filter: of the native calls those numbers stop, all others go on."""
    code = struct.pack("=HBBI", 0x20, 0, 0, 4) + struct.pack("=HBBI", 0x15, 0, len(numbers) + 1, 0xC000003E)
    code += struct.pack("=HBBI", 0x20, 0, 0, 0)
    for position, number in enumerate(numbers):
        code += struct.pack("=HBBI", 0x15, len(numbers) - position, 0, number)
    return code + struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000) + struct.pack("=HBBI", 0x06, 0, 0, 0x7FF00000)


def ptrace(request, thread, address=0, data=0):
    if libc.ptrace(request, thread, address, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")


def start(command, environment, folder, code, answers):
    count = len(code) // 8
    wanted = Filter(count, code)
    first = os.fork()
    if first:
        return first
    try:
        for target, answer in zip((1, 2), answers):
            os.dup2(answer, target)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if folder:
            os.chdir(folder)
        ptrace(TRACEME, 0)
        # No new privileges, without which only the superuser may filter.
        if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(wanted), 0, 0):
            os._exit(126)
        os.execve(command[0], command, environment)
    finally:
        os._exit(127)


def let_fail(thread, error):
    """Skips the call a thread is stopped at: it answers with the error."""
    registers = (ctypes.c_ulonglong * 27)()
    span = Span(ctypes.addressof(registers), ctypes.sizeof(registers))
    ptrace(GETREGSET, thread, 1, ctypes.addressof(span))
    registers[15] = (1 << 64) - 1
    registers[10] = (1 << 64) - error
    ptrace(SETREGSET, thread, 1, ctypes.addressof(span))


def run(command, environment, area, decide, folder=None, calls=None, seconds=30):
    """Runs a command; `decide(call)` is asked at every call below the area and gives None to let it be, "kill", "kill after", or the
    number of an error. Gives the exit code (negative: the signal that ended it) and what it printed."""
    command = [str(part) for part in command]
    numbers = sorted(set((calls or CHANGES | LOOKS).values()))
    answers = [os.memfd_create(name) for name in ("out", "err")]
    first = start(command, environment, folder, program_of(numbers), answers)
    process = Process(first)
    # What hangs is ended, and seen by its signal.
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(first, signal.SIGKILL))
    signal.alarm(seconds)
    try:
        status = follow(process, area, decide)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        texts = []
        for answer in answers:
            os.lseek(answer, 0, os.SEEK_SET)
            with os.fdopen(answer, "rb") as file:
                texts.append(file.read().decode(errors="replace"))
    return os.waitstatus_to_exitcode(status), *texts


def follow(process, area, decide):
    info = (ctypes.c_ubyte * 88)()
    leaving = set()
    while True:
        thread, status = os.waitpid(-1, WALL)
        if not os.WIFSTOPPED(status):
            if thread == process.first:
                return status
            continue
        sent, event = os.WSTOPSIG(status), status >> 16
        process.thread = thread
        next_stop, passed = CONT, 0
        if event == SECCOMP_STOP and getattr(decide, "call", None) is None:
            # Who waits for one call has not had it yet.
            ptrace(GETINFO, thread, ctypes.sizeof(info), ctypes.addressof(info))
            number, *arguments = struct.unpack_from("=7Q", bytes(info), 24)
            call = Call(process, NAMES[number], arguments)
            if area is None or any(path.startswith(area) for path in call.paths):
                verdict = decide(call)
                if verdict == "kill":
                    os.kill(process.first, signal.SIGKILL)
                    continue
                if verdict == "kill after":
                    leaving.add(thread)
                    next_stop = SYSCALL
                elif verdict is not None:
                    let_fail(thread, verdict)
        elif event:
            if event == 4:
                ptrace(SETOPTIONS, thread, 0, OPTIONS)
        elif thread in leaving and sent == signal.SIGTRAP | 0x80:
            os.kill(process.first, signal.SIGKILL)
            continue
        elif sent == signal.SIGTRAP:
            # The first stop, after exec: from here on the filter's stops are ours.
            ptrace(SETOPTIONS, thread, 0, OPTIONS)
        elif sent != signal.SIGSTOP:
            passed = sent
        try:
            ptrace(next_stop, thread, 0, passed)
        except ProcessLookupError:
            pass
