/* What linux.uml does with a buffer smaller than the CPU's state: reads a child's FP state, changes XMM0, writes it back, reads again. */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define XMM0 160 /* offset in the FXSAVE area, Intel SDM volume 1, 10.5.1 */

int main(void)
{
	unsigned char small[576] __attribute__((aligned(64)));
	struct iovec buffer = { small, sizeof small };
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	if (ptrace(PTRACE_GETREGSET, child, (void *)NT_X86_XSTATE, &buffer) < 0)
		printf("read: errno %d\n", errno);
	memset(small + XMM0, 0x5a, 16);
	small[512] |= 2; /* XSTATE_BV: the SSE registers are in use */
	if (ptrace(PTRACE_SETREGSET, child, (void *)NT_X86_XSTATE, &buffer) < 0) {
		printf("write: errno %d\n", errno);
	} else {
		memset(small, 0, sizeof small);
		buffer.iov_len = sizeof small;
		ptrace(PTRACE_GETREGSET, child, (void *)NT_X86_XSTATE, &buffer);
		printf("written, xmm0 %02x..%02x, %zu bytes\n", small[XMM0], small[XMM0 + 15], buffer.iov_len);
	}
	ptrace(PTRACE_KILL, child, NULL, NULL);
	return 0;
}
