/// This kernel: mac80211_hwsim's and nl80211's requests over generic netlink, to the kernel that
/// the program itself runs on. For the agent inside a guest, and for the radios of the host.
@NullMarked
package io.airloom.kernel;

import org.jspecify.annotations.NullMarked;
