/* A tracer that changes its processor, and where the process that it lets run on may run then. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void go_to(int processor)
{
	cpu_set_t only;

	CPU_ZERO(&only);
	CPU_SET(processor, &only);
	sched_setaffinity(0, sizeof only, &only);
}

int main(void)
{
	cpu_set_t at_first, now;
	int processor, stops = 0, followed = 0;
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		for (;;)
			raise(SIGSTOP);
	}
	sched_getaffinity(0, sizeof at_first, &at_first);
	for (processor = 0; processor < CPU_SETSIZE && stops < 4; processor++) {
		if (!CPU_ISSET(processor, &at_first))
			continue;
		waitpid(child, NULL, 0);
		go_to(processor);
		ptrace(PTRACE_CONT, child, NULL, NULL);
		sched_getaffinity(child, sizeof now, &now);
		stops++;
		followed += CPU_COUNT(&now) == 1 && CPU_ISSET(processor, &now);
	}
	kill(child, SIGKILL);
	printf(followed == stops ? "followed\n" : followed ? "followed %d of %d times\n" : "stayed\n", followed, stops);
	return 0;
}
