/// The Wi-Fi interfaces of a Windows host as the proxy sees them ([io.airloom.proxy.HostWifi]), and
/// the sockets by which guests of Hyper-V come. Never run on Windows: what is tested are layouts
/// and logic.
@NullMarked
package io.airloom.windows;

import org.jspecify.annotations.NullMarked;
