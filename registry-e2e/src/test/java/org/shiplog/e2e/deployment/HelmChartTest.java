package org.shiplog.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.e2e.node.Project;

/** The chart as helm renders it, held against the shapes of Kubernetes' objects and against the node's own settings. */
@Order(2)
final class HelmChartTest {

    private static final HelmChart MINIMAL = HelmChart.minimal();

    private static final String EVERYTHING = """
        externalURL: https://registry.example.org
        expose:
          type: loadBalancer
          tls: {certSource: secret, secret: {secretName: public}}
          loadBalancer: {IP: 192.0.2.1, sourceRanges: [198.51.100.0/24], annotations: {a: b}, labels: {c: d}}
        ipFamily: {ipv6: {enabled: true}, policy: PreferDualStack, families: [IPv6, IPv4]}
        persistence:
          imageChartStorage:
            disableredirect: false
            caBundleSecretName: s3-ca
            s3: {accesskey: key, secretkey: secret, regionendpoint: "https://s3.example.org", rootdirectory: /a/b/, encrypt: true,
                 keyid: k1}
        harborAdminPassword: Correct-Horse-7
        database: {external: {existingSecret: "", password: "p&w d", sslmode: verify-full}}
        internalTLS: {certSource: certManager, certManager: {issuerRef: {name: nodes}}}
        caBundleSecretName: ca
        metrics:
          serviceMonitor: {enabled: true, interval: 30s, additionalLabels: {release: prometheus},
                           relabelings: [{action: labeldrop, regex: pod}]}
        trace: {enabled: true}
        imagePullSecrets: [{name: pull}]
        node:
          image: {digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
          autoscaling: {enabled: true}
          serviceAccount: {annotations: {eks.amazonaws.com/role-arn: x}}
          podAnnotations: {e: f}
          podLabels: {g: h}
          nodeSelector: {i: j}
          tolerations: [{key: k, operator: Exists}]
          priorityClassName: high
          extraEnvVars: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
          topologySpreadConstraints:
            - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {l: m}}}
        networkPolicy:
          clients: [{ipBlock: {cidr: 192.0.2.0/24}}]
          egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 5432}]}]
        """;

    private static final String SHARED_FILES = """
        expose: {type: nodePort, tls: {enabled: false}}
        persistence: {imageChartStorage: {type: filesystem}, persistentVolumeClaim: {registry: {storageClass: nfs, subPath: a}}}
        existingSecretAdminPassword: admin
        updateStrategy: {type: Recreate}
        networkPolicy: {enabled: false}
        """;

    private static final String ONE_NODE = """
        expose: {type: clusterIP, tls: {auto: {commonName: registry}}}
        persistence: {enabled: false, imageChartStorage: {type: filesystem}}
        node: {replicas: 1, pdb: {enabled: false}}
        internalTLS: {certSource: secret, secretName: nodes}
        """;

    private static final List<Arguments> COMBINATIONS = List.of(
            Arguments.of("least", MINIMAL),
            Arguments.of("everything", MINIMAL.with(EVERYTHING)),
            Arguments.of("files that all nodes share", MINIMAL.with(SHARED_FILES)),
            Arguments.of("one node", MINIMAL.with(ONE_NODE)));

    static List<Arguments> combinations() {
        return COMBINATIONS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void rendersWhatKubernetesTakes(String name, HelmChart chart) {
        chart.lint().succeeds();

        var objects = chart.objects();

        assertThat(objects).isNotEmpty();
        objects.forEach(KubernetesShapes::check);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void setsOnlyWhatTheNodeKnows(String name, HelmChart chart) {
        var variables = new TreeSet<>(environment(chart).keySet());
        variables.removeIf(variable -> !variable.startsWith("SHIPLOG_"));
        variables.remove("SHIPLOG_JAVA_OPTS");

        var reference =
                Project.root().resolve("registry-cluster/src/main/resources/org/shiplog/cluster/config/reference.conf");

        assertThat(variables)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(reference).content().contains("# Environment: " + variable + "\n"));
        assertThat(podSpec(chart).get("enableServiceLinks").asBoolean())
                .as("a service named shiplog would put settings into the environment that there are not")
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void givesPodsNothingToWriteToButTheirVolumesAndNoRights(String name, HelmChart chart) {
        var pod = podSpec(chart);
        var container = pod.at("/containers/0");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean())
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void mountsEveryVolumeThatItNamesAndNamesEveryOneThatItMounts(String name, HelmChart chart) {
        var pod = podSpec(chart);

        assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(pod.get("volumes")
                        .valueStream()
                        .map(volume -> volume.get("name").asText())
                        .toList());
    }

    @Test
    void givesANodeMoreTimeToLeaveThanItTakes() {
        var chart = MINIMAL.with("node: {drain: {delaySeconds: 20, limitSeconds: 300}}");

        assertThat(podSpec(chart).get("terminationGracePeriodSeconds").asInt()).isEqualTo(380);
        assertThat(environment(chart).get("SHIPLOG_DRAIN_LIMIT").get("value").asText())
                .isEqualTo("300s");
    }

    @Test
    void letsOnlyNodesReachEachOthersPortAndOnlyMonitoringTheMetrics() {
        var rules = MINIMAL.object("NetworkPolicy").at("/spec/ingress");
        var ports = new TreeMap<String, JsonNode>();
        rules.forEach(rule -> ports.put(rule.at("/ports/0/port").asText(), rule.path("from")));

        assertThat(ports.keySet()).containsExactly("artery", "http", "management");
        assertThat(ports.get("http").isMissingNode()).isTrue();
        assertThat(ports.get("artery"))
                .hasSize(1)
                .first()
                .satisfies(peer -> assertThat(peer.at("/podSelector/matchLabels"))
                        .isEqualTo(MINIMAL.object("Deployment").at("/spec/selector/matchLabels")));
        assertThat(ports.get("management").findValuesAsText("kubernetes.io/metadata.name"))
                .containsExactly("monitoring");
    }

    @Test
    void letsNodesReachNamesAndEachOtherAndWhatIsListedWhenTheWayOutIsClosed() {
        assertThat(MINIMAL.object("NetworkPolicy").at("/spec/policyTypes"))
                .as("PostgreSQL and S3 are reached without being listed")
                .extracting(JsonNode::asText)
                .containsExactly("Ingress");

        var closed = MINIMAL.with(EVERYTHING).object("NetworkPolicy").get("spec");

        assertThat(closed.get("policyTypes")).extracting(JsonNode::asText).containsExactly("Ingress", "Egress");
        assertThat(closed.get("egress").findValuesAsText("port"))
                .containsExactlyInAnyOrder("53", "53", "artery", "5432");
    }

    @Test
    void replacesNodesOneByOneAndNeverTakesOneAwayFirst() {
        var chart = MINIMAL.with(EVERYTHING);
        var deployment = chart.object("Deployment").get("spec");

        assertThat(deployment.at("/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
        assertThat(deployment.at("/strategy/rollingUpdate/maxSurge").asInt()).isOne();
        assertThat(deployment.has("replicas"))
                .as("each upgrade would undo what the autoscaler did")
                .isFalse();
        var autoscaler = chart.object("HorizontalPodAutoscaler").get("spec");
        assertThat(autoscaler.at("/scaleTargetRef/name"))
                .isEqualTo(chart.object("Deployment").at("/metadata/name"));
        var budget = chart.object("PodDisruptionBudget").get("spec");
        assertThat(budget.get("maxUnavailable").asInt())
                .isLessThan(autoscaler.get("minReplicas").asInt());
        assertThat(budget.at("/selector/matchLabels")).isEqualTo(deployment.at("/selector/matchLabels"));
    }

    @Test
    void standsOnDifferentHostsWhereThereAreEnough() {
        var apart = podSpec(MINIMAL).at("/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0");

        assertThat(apart.at("/podAffinityTerm/topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
        assertThat(apart.at("/podAffinityTerm/labelSelector/matchLabels"))
                .isEqualTo(MINIMAL.object("Deployment").at("/spec/selector/matchLabels"));
    }

    @Test
    void makesACertificateByWhichNodesTakeEachOtherForMembers() throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        var authority = (X509Certificate) factory.generateCertificate(pem("ca.crt"));
        var node = (X509Certificate) factory.generateCertificate(pem("tls.crt"));

        node.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isNotNegative();
        assertThat(node.getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(node.getExtendedKeyUsage())
                .as("both ends of a connection show it")
                .contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(node.getSubjectAlternativeNames())
                .as("the name that members share")
                .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("registry-shiplog-nodes.tools.svc"));
        assertThat(secret(MINIMAL, "registry-shiplog-internal-tls", "tls.key"))
                .startsWith("-----BEGIN RSA PRIVATE KEY-----");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void namesOnlyFilesOfWhatItMounts(String name, HelmChart chart) {
        var mounts = podSpec(chart).at("/containers/0/volumeMounts").findValuesAsText("mountPath");

        assertThat(environment(chart).values())
                .extracting(variable -> variable.path("value").asText())
                .filteredOn(value -> value.startsWith("/"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(mounts).anyMatch(file::startsWith));
    }

    @Test
    void asksReadinessAndLivenessOnTheManagementPort() {
        var container = podSpec(MINIMAL).at("/containers/0");

        assertThat(container.at("/readinessProbe/httpGet"))
                .isEqualTo(probe("/health/ready"))
                .isNotEqualTo(container.at("/livenessProbe/httpGet"));
        assertThat(container.at("/livenessProbe/httpGet")).isEqualTo(probe("/health/live"));
        assertThat(container.at("/startupProbe/httpGet")).isEqualTo(probe("/health/live"));
    }

    @Test
    void putsAPasswordWithSpecialCharactersIntoTheDatabasesUrl() {
        var chart = HelmChart.of("""
            database: {external: {host: db.example.org, password: "p&w d%"}}
            persistence: {imageChartStorage: {s3: {bucket: blobs}}}
            """);

        assertThat(secret(chart, "registry-shiplog", "database-url"))
                .isEqualTo("jdbc:postgresql://db.example.org:5432/shiplog?user=shiplog&password=p%26w+d%25"
                        + "&sslmode=prefer&ApplicationName=shiplog");
    }

    @Test
    void takesSecretsOfOthersInPlaceOfItsOwn() {
        var chart = MINIMAL.with("""
            existingSecretAdminPassword: admin
            expose: {tls: {certSource: secret, secret: {secretName: public}}}
            internalTLS: {certSource: secret, secretName: nodes}
            persistence: {imageChartStorage: {s3: {existingSecret: s3}}}
            """);

        assertThat(chart.objects())
                .noneMatch(object -> object.get("kind").asText().equals("Secret"));
        assertThat(environment(chart)
                        .get("SHIPLOG_S3_ACCESS_KEY")
                        .at("/valueFrom/secretKeyRef/name")
                        .asText())
                .isEqualTo("s3");
        assertThat(environment(chart)
                        .get("SHIPLOG_ADMIN_PASSWORD")
                        .at("/valueFrom/secretKeyRef/name")
                        .asText())
                .isEqualTo("admin");
    }

    @Test
    void keepsTheBlobsOfAReleaseThatIsUninstalled() {
        assertThat(MINIMAL.with(SHARED_FILES)
                        .object("PersistentVolumeClaim")
                        .at("/metadata/annotations")
                        .get("helm.sh/resource-policy")
                        .asText())
                .isEqualTo("keep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database: {external: {host: ''}}",
                "database: {type: internal}",
                "database: {external: {existingSecret: ''}}",
                "persistence: {imageChartStorage: {s3: {bucket: ''}}}",
                "persistence: {imageChartStorage: {s3: {accesskey: half}}}",
                "persistence: {enabled: false, imageChartStorage: {type: filesystem}}",
                "{persistence: {imageChartStorage: {type: filesystem},"
                        + " persistentVolumeClaim: {registry: {accessMode: ReadWriteOnce}}}}",
                "internalTLS: {certSource: secret}",
                "internalTLS: {certSource: certManager}",
                "expose: {type: clusterIP}",
                "expose: {type: clusterIP, tls: {certSource: none}}",
                "expose: {tls: {certSource: secret}}",
                "harborAdminPassword: short",
                "node: {no-such-value: 1}",
                "node: {autoscaling: {enabled: true}, resources: {requests: {cpu: null}}}",
                "node: {autoscaling: {enabled: true, minReplicas: 5, maxReplicas: 4}}",
            })
    void refusesValuesThatCannotWork(String values) {
        assertThat(MINIMAL.with(values).render().status()).isNotZero();
    }

    @Test
    void noticesAFieldThatKubernetesDoesNotKnow() {
        var deployment = (ObjectNode) MINIMAL.object("Deployment").deepCopy();
        ((ObjectNode) deployment.get("spec")).put("replicaz", 3);

        assertThatThrownBy(() -> KubernetesShapes.check(deployment)).hasMessageContaining("replicaz");

        var monitor = (ObjectNode) MINIMAL.with(EVERYTHING).object("ServiceMonitor");
        ((ObjectNode) monitor.at("/spec/endpoints/0")).put("pathz", "/metrics");

        assertThatThrownBy(() -> KubernetesShapes.check(monitor)).hasMessageContaining("pathz");
    }

    private static InputStream pem(String key) {
        var text = secret(MINIMAL, "registry-shiplog-internal-tls", key);
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static JsonNode probe(String path) {
        return JsonNodeFactory.instance.objectNode().put("path", path).put("port", "management");
    }

    private static JsonNode podSpec(HelmChart chart) {
        return chart.object("Deployment").at("/spec/template/spec");
    }

    private static Map<String, JsonNode> environment(HelmChart chart) {
        var environment = new TreeMap<String, JsonNode>();
        podSpec(chart)
                .at("/containers/0/env")
                .forEach(variable -> environment.put(variable.get("name").asText(), variable));
        return environment;
    }

    private static String secret(HelmChart chart, String name, String key) {
        var data = chart.objects().stream()
                .filter(object -> object.path("kind").asText().equals("Secret"))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .map(object -> object.at("/data").get(key).asText())
                .findFirst()
                .orElseThrow();
        return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }
}
