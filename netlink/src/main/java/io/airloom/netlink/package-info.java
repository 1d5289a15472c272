/// A way in: the hwsim radios of the kernel that the air runs on, in any of its network namespaces.
@NullMarked
package io.airloom.netlink;

import org.jspecify.annotations.NullMarked;
