/*
 * Preloaded into linux.uml on x86_64, for two faults of it and one of its costs.
 *
 * Its FP register buffer is smaller than the state of CPUs with AMX (11,008 bytes), which
 * the kernel answers with EFAULT, and linux.uml ends ("ptrace set fp regs failed, errno = 14"). Here the kernel always gets a
 * buffer that is large enough, and linux.uml the part it has room for. On other CPUs nothing changes.
 *
 * Rarely it loses an interrupt of its clock. The timer is then never armed again: no sleep in the machine ends, and its idle loop,
 * which waits only while the timer is armed, takes a whole processor for good. One SIGALRM from outside was seen to set that right,
 * so one comes every few seconds; to a machine that is well it is an interrupt at which nothing is due.
 *
 * Its kernel and the process of the guest that it runs take turns: at each system call and each page fault one wakes the other and waits.
 * Linux wakes it on a processor that is idle, which costs more than the work itself: `curl --version`, with its 2200 page faults, took
 * 330 ms so, and takes 110 ms where both share a processor. So each process of the guest is brought to where the kernel runs, before it
 * runs on. The kernel itself goes where there is room, and they follow.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <sched.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202
#endif

typedef long (*ptrace_call)(enum __ptrace_request, pid_t, void *, void *);

/* The XSAVE area must be aligned to 64 bytes (Intel SDM volume 1, 13.4). */
static unsigned char area[65536] __attribute__((aligned(64)));
/* How large this CPU's state is, known after the first read. */
static size_t state_size;

static ptrace_call next_ptrace(void)
{
	static ptrace_call next;
	if (!next)
		next = (ptrace_call)dlsym(RTLD_NEXT, "ptrace");
	return next;
}

static long read_state(pid_t pid, void *type, struct iovec *wanted)
{
	struct iovec whole = { .iov_base = area, .iov_len = sizeof area };
	long result = next_ptrace()(PTRACE_GETREGSET, pid, type, &whole);

	if (result < 0)
		return result;
	state_size = whole.iov_len;
	if (wanted->iov_len > state_size)
		wanted->iov_len = state_size;
	memcpy(wanted->iov_base, area, wanted->iov_len);
	return result;
}

/* What linux.uml does not know of is set to zero: the initial state of the AMX tiles, which nothing inside it can use. */
static long write_state(pid_t pid, void *type, const struct iovec *known)
{
	struct iovec whole = { .iov_base = area, .iov_len = state_size };

	memset(area, 0, state_size);
	memcpy(area, known->iov_base, known->iov_len);
	return next_ptrace()(PTRACE_SETREGSET, pid, type, &whole);
}

/* Where processes of the guest may run, by the low bits of their id. */
static struct { pid_t pid; int processor; } places[4096];

static int slot_of(pid_t pid)
{
	return pid & (sizeof places / sizeof *places - 1);
}

static void bring_here(pid_t pid)
{
	int slot = slot_of(pid);
	int here = sched_getcpu();
	cpu_set_t only;

	if (here < 0 || (places[slot].pid == pid && places[slot].processor == here))
		return;
	CPU_ZERO(&only);
	CPU_SET(here, &only);
	if (sched_setaffinity(pid, sizeof only, &only) < 0)
		return;
	places[slot].pid = pid;
	places[slot].processor = here;
}

static void follow(int request, pid_t pid)
{
	switch (request) {
	case PTRACE_SETOPTIONS: /* a new process, which may have the id of one that is gone */
		places[slot_of(pid)].pid = 0;
		break;
	case PTRACE_CONT:
	case PTRACE_SYSCALL:
	case PTRACE_SYSEMU:
	case PTRACE_SINGLESTEP:
	case PTRACE_SYSEMU_SINGLESTEP:
		bring_here(pid);
	}
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *);
	void *data = va_arg(arguments, void *);
	va_end(arguments);

	follow(request, pid);
	if ((long)address == NT_X86_XSTATE) {
		struct iovec *buffer = data;
		if (request == PTRACE_GETREGSET)
			return read_state(pid, address, buffer);
		if (request == PTRACE_SETREGSET && buffer->iov_len < state_size)
			return write_state(pid, address, buffer);
	}
	return next_ptrace()(request, pid, address, data);
}

/* The first one comes when the machine has a handler for it, which it has in its first second. */
__attribute__((constructor)) static void keep_clock(void)
{
	const struct itimerval pulse = { .it_interval = { .tv_sec = 3 }, .it_value = { .tv_sec = 10 } };

	setitimer(ITIMER_REAL, &pulse, NULL);
}
