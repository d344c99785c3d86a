package org.shiplog.http.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(NameResolver.SYSTEM, Runnable::run, _ -> false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "203.0.113.7",
                "224.0.0.1",
                "255.255.255.255",
                "168.63.129.16"
            })
    void refusesAddressesOfIPv4ThatAreNotPublic(String address) {
        assertForbidden(guard, address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "[::1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:169.254.169.254]",
                "::ffff:7f00:1",
                "::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void refusesAddressesOfIPv6ThatAreNotPublic(String address) {
        assertForbidden(guard, address);
    }

    /** Which of them is an address depends on the platform; none leads anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1", "10.1"})
    void refusesOtherWaysToWriteAnAddress(String address) {
        assertThatThrownBy(() -> resolve(guard, address))
                .cause()
                .isInstanceOfAny(ForbiddenAddressException.class, UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.0.1.1", "2001:4860:4860::8888", "64:ff9b::8.8.8.8"})
    void acceptsPublicAddresses(String address) throws UnknownHostException {
        assertThat(resolve(guard, address)).isEqualTo(new InetSocketAddress(InetAddress.getByName(address), 443));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost.",
                "a.localhost",
                "metadata.google.internal",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "printer.local"
            })
    void refusesNamesOfTheInsideWithoutLookingThemUp(String name) {
        AddressGuard blind = new AddressGuard(
                _ -> {
                    throw new AssertionError("looked up");
                },
                Runnable::run,
                _ -> false);
        assertForbidden(blind, name);
    }

    @Test
    void refusesNamesThatMeanAddressesThatAreNotPublic() {
        assertForbidden(knowing(Map.of("evil.example", List.of("10.0.0.1"))), "evil.example");
        assertForbidden(knowing(Map.of("evil.example", List.of("::ffff:127.0.0.1"))), "evil.example");
        assertForbidden(knowing(Map.of("evil.example", List.of("8.8.8.8", "169.254.169.254"))), "evil.example");
    }

    @Test
    void namesTheVeryAddressThatItLookedAt() {
        AddressGuard asked = knowing(Map.of("good.example", List.of("8.8.8.8", "8.8.4.4")));
        assertThat(resolve(asked, "good.example").getAddress().getHostAddress()).isEqualTo("8.8.8.8");
        assertThat(resolve(asked, "good.example").isUnresolved()).isFalse();
    }

    @Test
    void goesWhereAnAdministratorAllowsIt() {
        AddressGuard asked =
                new AddressGuard(_ -> List.of(InetAddress.getByName("10.0.0.1")), Runnable::run, "idp.svc"::equals);
        assertThat(resolve(asked, "IDP.svc.").getAddress().getHostAddress()).isEqualTo("10.0.0.1");
        assertForbidden(asked, "other.example");
        assertThat(resolve(new AddressGuard(NameResolver.SYSTEM, Runnable::run, "::1"::equals), "[::1]")
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    private static AddressGuard knowing(Map<String, List<String>> names) {
        return new AddressGuard(
                host -> {
                    List<InetAddress> addresses = new ArrayList<>();
                    for (String literal : names.get(host)) {
                        addresses.add(InetAddress.getByName(literal));
                    }
                    return addresses;
                },
                Runnable::run,
                _ -> false);
    }

    private static void assertForbidden(AddressGuard guard, String host) {
        assertThatThrownBy(() -> resolve(guard, host)).hasCauseInstanceOf(ForbiddenAddressException.class);
    }

    private static InetSocketAddress resolve(AddressGuard guard, String host) {
        return guard.resolve(host, 443).toCompletableFuture().join();
    }
}
