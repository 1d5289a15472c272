/// The host's Wi-Fi for guests with the Linux driver `proxy_wifi`: they scan, connect and
/// disconnect by messages, and the host does it for them.
///
/// A guest opens a stream for each request, sends it, reads the answer and closes
/// ([io.airloom.proxy.Request], [io.airloom.proxy.Answer]); the host opens a stream for each
/// notification ([io.airloom.proxy.Notification]). All numbers are little-endian; each message is a
/// [io.airloom.proxy.Header] and a body.
@NullMarked
package io.airloom.proxy;

import org.jspecify.annotations.NullMarked;
