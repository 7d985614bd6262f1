// Whole numbers with bounds, as the arguments' docstrings state them.
import { z } from "zod";

const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

/** A TCP port. */
export const portNumber = whole(1, 65535);
/** kube-vip refuses a health check port below 1024 (config_environment.go since v0.8.10). */
export const unprivilegedPort = whole(1024, 65535);
/** A BGP AS number of four bytes (RFC 6793); 0 is reserved (RFC 7607). */
export const asNumber = whole(1, 4294967295);
/** A BGP hold time: 0 would mean "never", which kube-vip reads as its default; 1 and 2 are forbidden (RFC 4271, 4.2). */
export const holdTime = whole(3, 65535);
/** BGP keepalive; below the hold time, whose field has two bytes. */
export const keepalive = whole(1, 65535);
/** Milliseconds between BFD packets; below 50 a process that is not the kernel misses its own turn. */
export const bfdInterval = whole(50, 60_000);
/** BFD's detection multiplier has one byte (RFC 5880, 4.1); 1 would take every lost packet for a dead peer. */
export const bfdMultiplier = whole(2, 255);
/** Seconds of a lease; client-go wants each to be at least 1, and counts nanoseconds in 64 bits, so a day is far from any bound. */
export const leaseSeconds = whole(1, 86400);
/** Seconds between checks of a backend, where kube-vip turns 0 and less into 5, or of the API server, where it would panic. */
export const checkSeconds = whole(1, 3600);
export const stepTimeout = whole(5, 3600);
/** Seconds for one answer. */
export const shortTimeout = whole(1, 600);
/** Failures in a row. */
export const failures = whole(1, 100);
/** Seconds that a client certificate is to last: the API server refuses less than ten minutes (CertificateSigningRequest, expirationSeconds); ten years are what kubeadm gives a CA. */
export const accessLifetime = whole(600, 315_360_000);
/** Seconds in which a host is looked at. */
export const observeTimeout = whole(1, 600);
export const dialErrors = whole(1, 100);
export const dialTimeout = whole(1, 600);
