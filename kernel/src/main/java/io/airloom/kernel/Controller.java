package io.airloom.kernel;

import io.airloom.linux.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Generic netlink's own family, which knows the numbers of the others.
final class Controller {
    private static final int FAMILY = 0x10;
    private static final int GET_FAMILY = 3;
    private static final int ATTR_FAMILY_ID = 1;
    private static final int ATTR_FAMILY_NAME = 2;
    private static final int ATTR_GROUPS = 7;
    private static final int GROUP_NAME = 1;
    private static final int GROUP_ID = 2;
    private static final int GENERIC_HEADER_LENGTH = 4;

    private Controller() {}

    /// The number of a family in this kernel.
    ///
    /// @throws KernelException ENOENT if it has none of this name
    static int family(Requests generic, String name) {
        Request request = request(name);
        return generic.ask(request).messages().stream()
                .map(message -> Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH))
                .mapToInt(attributes -> attributes.u16(ATTR_FAMILY_ID))
                .filter(family -> family >= FAMILY)
                .findFirst()
                .orElseThrow(() -> KernelException.refused(request.name(), Errno.ENOENT, ""));
    }

    /// The numbers of a family's multicast groups by name.
    ///
    /// @throws KernelException ENOENT if the kernel has no family of this name
    static Map<String, Integer> groups(Requests generic, String name) {
        return groups(generic.ask(request(name)).messages());
    }

    static Map<String, Integer> groups(List<byte[]> messages) {
        Map<String, Integer> groups = new HashMap<>();
        for (byte[] message : messages) {
            Attributes family = Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH);
            for (Attributes group : family.list(ATTR_GROUPS)) {
                groups.put(group.text(GROUP_NAME), group.u32(GROUP_ID));
            }
        }
        return groups;
    }

    private static Request request(String name) {
        return Request.command("the family " + name, FAMILY, GET_FAMILY)
                .with(ATTR_FAMILY_NAME, name);
    }
}
