package org.shiplog.cluster.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.localcluster.Balancer.Server;

class BalancerConfigurationTest {
    private static final Path FOLDER = Path.of("/data/front");
    private static final Server READY = new Server(1, 5101, 5201, true);
    private static final Server GONE = new Server(2, 5102, 5202, false);

    @TempDir
    Path programs;

    @Test
    void haproxyAsksEveryNodeItselfWhetherItIsReady() {
        String text = new Haproxy(Path.of("haproxy")).configuration(5100, List.of(READY, GONE), FOLDER);
        assertThat(text)
                .contains("    bind 127.0.0.1:5100\n")
                .contains("    server node1 127.0.0.1:5101 check port 5201\n")
                .contains("    server node2 127.0.0.1:5102 check port 5202\n")
                .contains("uri /health/ready", "option redispatch", "balance roundrobin");
    }

    @Test
    void haproxyIsNotReloadedBecauseANodeIsNotReady() {
        var haproxy = new Haproxy(Path.of("haproxy"));
        assertThat(haproxy.configuration(5100, List.of(GONE), FOLDER))
                .isEqualTo(haproxy.configuration(5100, List.of(new Server(2, 5102, 5202, true)), FOLDER));
    }

    @Test
    void nginxIsToldWhichNodesAreNotReady() {
        String text = new Nginx(Path.of("nginx")).configuration(5100, List.of(READY, GONE), FOLDER);
        assertThat(text)
                .contains("listen 127.0.0.1:5100;")
                .contains("server 127.0.0.1:5101 max_fails=1 fail_timeout=1s;")
                .contains("server 127.0.0.1:5102 max_fails=1 fail_timeout=1s down;")
                .contains("proxy_request_buffering off;", "client_max_body_size 0;");
    }

    @Test
    void nginxFindsItsFilesInAFolderWhoseNameHoldsWhatItsConfigurationGivesMeaning() {
        String text = new Nginx(Path.of("nginx")).configuration(5100, List.of(READY), Path.of("/my data;{$x}"));
        assertThat(text).contains("pid /my\\ data\\;\\{\\$x\\}/nginx.pid;");
    }

    @Test
    void prefersHaproxyAndTakesNginxWhenThatIsAllThereIs() throws IOException {
        Map<String, String> environment = Map.of("PATH", "/nowhere:" + programs);
        install("nginx");
        assertThat(Balancer.find(FrontChoice.NGINX, environment)).contains(new Nginx(programs.resolve("nginx")));
        install("haproxy");
        assertThat(Balancer.find(FrontChoice.AUTO, environment)).contains(new Haproxy(programs.resolve("haproxy")));
        assertThat(Balancer.find(FrontChoice.NONE, environment)).isEmpty();
    }

    private void install(String name) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
