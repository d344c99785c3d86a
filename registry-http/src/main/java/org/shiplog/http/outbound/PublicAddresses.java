package org.shiplog.http.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses anybody may be sent to: those that are routed on the Internet. All others are this machine, its networks,
 * the metadata services of clouds, or nobody.
 *
 * <p>Of IPv4 it is everything but what the registry of special-purpose addresses (RFC 6890) lists; of IPv6 it is global unicast
 * without its special parts. An address that carries an IPv4 address inside counts as that one, or as none.
 */
final class PublicAddresses {
    private static final List<Block> NOT_PUBLIC_4 = List.of(
            new Block(8, 0),
            new Block(8, 10),
            new Block(10, 100, 64),
            new Block(8, 127),
            new Block(16, 169, 254),
            new Block(12, 172, 16),
            new Block(24, 192, 0, 0),
            new Block(24, 192, 0, 2),
            new Block(24, 192, 88, 99),
            new Block(16, 192, 168),
            new Block(15, 198, 18),
            new Block(24, 198, 51, 100),
            new Block(24, 203, 0, 113),
            new Block(4, 224),
            new Block(4, 240),
            // Looks public, and is the host of a virtual machine in Azure.
            new Block(32, 168, 63, 129, 16));

    private static final Block GLOBAL_UNICAST = new Block(3, 0x20);

    private static final List<Block> NOT_PUBLIC_6 = List.of(
            new Block(23, 0x20, 0x01, 0x00),
            new Block(32, 0x20, 0x01, 0x0d, 0xb8),
            new Block(16, 0x20, 0x02),
            new Block(20, 0x3f, 0xff, 0x00));

    /** How hosts that have IPv6 only reach IPv4: the last 32 bits are the address meant (RFC 6052). */
    private static final Block TRANSLATED = new Block(96, 0x00, 0x64, 0xff, 0x9b);

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] address) {
        return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(address));
    }

    private static boolean isPublic6(byte[] address) {
        if (TRANSLATED.contains(address)) {
            return isPublic4(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_UNICAST.contains(address) && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(address));
    }

    /** The addresses that share the first {@code bits} bits with {@code start}, which is zero where it is not given. */
    private static final class Block {
        private final int bits;
        private final byte[] start = new byte[16];

        Block(int bits, int... start) {
            this.bits = bits;
            for (int index = 0; index < start.length; index++) {
                this.start[index] = (byte) start[index];
            }
        }

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
