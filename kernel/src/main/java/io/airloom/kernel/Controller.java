package io.airloom.kernel;

import io.airloom.linux.Errno;

/// Generic netlink's own family, which knows the numbers of the others.
final class Controller {
    private static final int FAMILY = 0x10;
    private static final int GET_FAMILY = 3;
    private static final int ATTR_FAMILY_ID = 1;
    private static final int ATTR_FAMILY_NAME = 2;
    private static final int GENERIC_HEADER_LENGTH = 4;

    private Controller() {}

    /// The number of a family in this kernel.
    ///
    /// @throws KernelException ENOENT if it has none of this name
    static int family(Requests generic, String name) {
        Request request =
                Request.command("the family " + name, FAMILY, GET_FAMILY)
                        .with(ATTR_FAMILY_NAME, name);
        return generic.ask(request).messages().stream()
                .map(message -> Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH))
                .mapToInt(attributes -> attributes.u16(ATTR_FAMILY_ID))
                .filter(family -> family >= FAMILY)
                .findFirst()
                .orElseThrow(() -> KernelException.refused(request.name(), Errno.ENOENT, ""));
    }
}
