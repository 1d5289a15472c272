/* Answers whoever sends a datagram to port 4000 with its machine's name. */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(4000)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof here)) {
		perror("hello");
		return 1;
	}
	for (;;) {
		struct sockaddr_in peer;
		socklen_t length = sizeof peer;
		char question[1500], name[64], answer[100];

		if (recvfrom(fd, question, sizeof question, 0, (struct sockaddr *)&peer, &length) < 0)
			continue;
		gethostname(name, sizeof name);
		sendto(fd, answer, snprintf(answer, sizeof answer, "hello from %s\n", name), 0,
		       (struct sockaddr *)&peer, length);
	}
}
