package dev.chimera.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PrivateNetworksTests {

    private static boolean reaches(String address, String... allowed) {
        return new PrivateNetworks(new FetchProperties(List.of(allowed)).blocks())
                .mayBeReached(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.1.2.3",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:0:10.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "100::1",
                "5f00::1"
            })
    void keepsAwayFromWhatIsNotPublic(String address) {
        assertThat(reaches(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void reachesWhatIsPublic(String address) {
        assertThat(reaches(address)).isTrue();
    }

    @Test
    void reachesWhatIsAllowedAndNothingBeside() {
        assertThat(reaches("10.20.3.4", "10.20.0.0/16", "fd00::/8")).isTrue();
        assertThat(reaches("10.21.0.1", "10.20.0.0/16", "fd00::/8")).isFalse();
        assertThat(reaches("fd12::1", "10.20.0.0/16", "fd00::/8")).isTrue();
        assertThat(reaches("fe80::1", "10.20.0.0/16", "fd00::/8")).isFalse();
        assertThat(reaches("127.0.0.1", "127.0.0.1")).isTrue();
        assertThat(reaches("127.0.0.2", "127.0.0.1")).isFalse();
        assertThat(reaches("192.168.1.127", "192.168.1.0/25")).isTrue();
        assertThat(reaches("192.168.1.128", "192.168.1.0/25")).isFalse();
        assertThat(reaches("64:ff9b::10.20.0.1", "10.20.0.0/16")).isTrue();
        assertThat(reaches("::1", "0.0.0.0/0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0/8",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "fd00::/129",
                "localhost",
                "10.0.0.0/",
                "1",
                "::1%lo",
                "10.0.0.0/8;127.0.0.1"
            })
    void refusesAtStartWhatIsNoBlock(String block) {
        assertThatThrownBy(() -> new FetchProperties(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CHIMERA_ALLOW_PRIVATE")
                .hasMessageContaining("10.0.0.0/8");
    }

    @Test
    void readsTheEnvironmentsVariableAsListOfBlocks() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment-of-the-test", Map.of("CHIMERA_ALLOW_PRIVATE", "10.0.0.0/8, 127.0.0.1,")));
        assertThat(Binder.get(environment)
                        .bind("chimera", FetchProperties.class)
                        .get()
                        .allowPrivate())
                .containsExactly("10.0.0.0/8", "127.0.0.1");
        assertThat(Binder.get(new StandardEnvironment())
                        .bindOrCreate("chimera.none", FetchProperties.class)
                        .allowPrivate())
                .isEmpty();
    }
}
