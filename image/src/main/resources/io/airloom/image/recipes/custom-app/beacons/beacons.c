/*
 * Counts the beacons that an interface in monitor mode hears, by network:
 *
 *     beacons INTERFACE FILE      writes FILE anew each second, until it is ended
 *     beacons INTERFACE           prints what it has heard in one second
 *
 * A line is: how many beacons, the access point's address, the network's name.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { NETWORKS = 64, HEADER = 24, FIXED = 12, SSID = 0, SSID_MAX = 32 };

struct network {
	uint8_t bssid[6];
	char name[4 * SSID_MAX + 1];
	unsigned long beacons;
};

static struct network networks[NETWORKS];
static int known;

/* A name is any octets: what is not plain text is written as \xNN. */
static void print_name(char *out, const uint8_t *name, int length)
{
	for (int i = 0; i < length; i++) {
		if (name[i] > ' ' && name[i] < 0x7f && name[i] != '\\')
			*out++ = (char)name[i];
		else
			out += sprintf(out, "\\x%02x", name[i]);
	}
	*out = 0;
}

static void count(const uint8_t *bssid, const uint8_t *name, int length)
{
	struct network *network = networks;

	while (network < networks + known && memcmp(network->bssid, bssid, 6))
		network++;
	if (network == networks + NETWORKS)
		return;
	if (network == networks + known) {
		known++;
		memcpy(network->bssid, bssid, 6);
	}
	print_name(network->name, name, length);
	network->beacons++;
}

/* A radiotap header, whose length is in its third and fourth octet, then the frame. */
static void receive(const uint8_t *packet, int length)
{
	int radiotap = length < 4 ? length : packet[2] | packet[3] << 8;
	const uint8_t *frame = packet + radiotap;
	const uint8_t *element = frame + HEADER + FIXED;

	length -= radiotap;
	if (length < HEADER + FIXED + 2 || frame[0] != 0x80)
		return;
	if (element[0] != SSID || element[1] > SSID_MAX || element[1] > length - HEADER - FIXED - 2)
		return;
	count(frame + 16, element + 2, element[1]);
}

static int report(FILE *out)
{
	for (int i = 0; i < known; i++) {
		const uint8_t *b = networks[i].bssid;

		fprintf(out, "%6lu  %02x:%02x:%02x:%02x:%02x:%02x  %s\n", networks[i].beacons,
			b[0], b[1], b[2], b[3], b[4], b[5], networks[i].name);
	}
	return fflush(out);
}

static int report_to(const char *path)
{
	char part[4096];
	FILE *out;

	snprintf(part, sizeof part, "%s.part", path);
	out = fopen(part, "w");
	if (!out || report(out) || fclose(out))
		return -1;
	return rename(part, path);
}

static int open_interface(const char *name)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(name),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));

	if (fd < 0 || !address.sll_ifindex || bind(fd, (struct sockaddr *)&address, sizeof address))
		return -1;
	return fd;
}

int main(int argc, char **argv)
{
	struct timespec now;
	uint8_t packet[4096];
	struct pollfd polled = {.events = POLLIN};
	time_t reported;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: beacons INTERFACE [FILE]\n");
		return 2;
	}
	polled.fd = open_interface(argv[1]);
	if (polled.fd < 0) {
		fprintf(stderr, "beacons: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	reported = now.tv_sec;
	for (;;) {
		if (poll(&polled, 1, 100) > 0) {
			ssize_t length = recv(polled.fd, packet, sizeof packet, 0);

			if (length > 0)
				receive(packet, (int)length);
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > reported + (argc == 2)) {
			if (argc == 2)
				return report(stdout) ? 1 : 0;
			if (report_to(argv[2])) {
				perror(argv[2]);
				return 1;
			}
			reported = now.tv_sec;
		}
	}
}
