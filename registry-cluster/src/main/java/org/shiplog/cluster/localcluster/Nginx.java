package org.shiplog.cluster.localcluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** nginx 1.11 or newer. It does not ask nodes how they are; the supervisor tells it by its configuration. */
record Nginx(Path program) implements Balancer {
    @Override
    public String kind() {
        return "nginx";
    }

    @Override
    public String file() {
        return "nginx.conf";
    }

    @Override
    public List<String> command(Path folder) {
        return List.of(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve(file()).toString(),
                "-e",
                "stderr");
    }

    @Override
    public String reloadSignal() {
        return "HUP";
    }

    @Override
    public String quitSignal() {
        return "QUIT";
    }

    @Override
    public String configuration(int port, List<Server> servers, Path folder) {
        String lines = servers.stream()
                .map(server -> "        server 127.0.0.1:%d max_fails=1 fail_timeout=1s%s;\n"
                        .formatted(server.http(), server.ready() ? "" : " down"))
                .collect(Collectors.joining());
        return """
            # Written by `shiplog cluster`, which overwrites it when nodes come and go.
            daemon off;
            worker_processes 2;
            worker_rlimit_nofile 4096;
            worker_shutdown_timeout 1h;
            pid %1$s/nginx.pid;
            error_log stderr warn;
            events {
                worker_connections 1900;
            }
            http {
                access_log off;
                server_tokens off;
                client_body_temp_path %1$s/temporary;
                proxy_temp_path %1$s/temporary;
                fastcgi_temp_path %1$s/temporary;
                uwsgi_temp_path %1$s/temporary;
                scgi_temp_path %1$s/temporary;
                upstream nodes {
                    # One turn for all workers.
                    zone nodes 256k;
            %2$s        keepalive 32;
                }
                server {
                    listen 127.0.0.1:%3$d;
                    # Bodies of any size are passed on as they come.
                    client_max_body_size 0;
                    client_body_timeout 1h;
                    send_timeout 1h;
                    location / {
                        proxy_pass http://nodes;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_request_buffering off;
                        proxy_buffering off;
                        proxy_connect_timeout 2s;
                        proxy_read_timeout 1h;
                        proxy_send_timeout 1h;
                        # The next node when one cannot be reached; after a request was sent, only if it can be asked twice.
                        proxy_next_upstream error timeout;
                        proxy_next_upstream_tries 3;
                    }
                }
            }
            """.formatted(quoted(folder), lines, port);
    }

    /** A path may hold blanks and what else would end a word. */
    private static String quoted(Path path) {
        return path.toString().replaceAll("([\\\\\\s\"';{}$])", "\\\\$1");
    }
}
