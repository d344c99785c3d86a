package org.shiplog.e2e.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonParseException;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.lang.reflect.Type;
import java.util.Map;

/**
 * The shapes of Kubernetes' objects as its own API description has them: names of fields, their types, which of them are
 * required. What a cluster checks beyond that, such as the form of names, is not looked at.
 */
final class KubernetesShapes {

    private static final Map<String, Type> KINDS = Map.of(
            "apps/v1 Deployment", V1Deployment.class,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 Ingress", V1Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class,
            "v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class,
            "v1 Secret", V1Secret.class,
            "v1 Service", V1Service.class,
            "v1 ServiceAccount", V1ServiceAccount.class);

    private static final Map<String, Class<?>> OPERATORS_KINDS = Map.of(
            "cert-manager.io/v1 Certificate", Certificate.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class);

    /** These classes keep fields they do not know; here such a field is a mistake. */
    private static final ObjectMapper STRICT = new ObjectMapper().setAnnotationIntrospector(new NoAnySetter());

    private KubernetesShapes() {}

    /** Fails when a field is unknown, of another type, or missing although required. */
    static void check(JsonNode object) {
        var kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        try {
            if (KINDS.containsKey(kind)) {
                // Its static parts are made by the constructor.
                var _ = new JSON();
                JSON.deserialize(object.toString(), KINDS.get(kind));
            } else if (OPERATORS_KINDS.containsKey(kind)) {
                STRICT.treeToValue(object, OPERATORS_KINDS.get(kind));
            } else {
                throw new AssertionError("not a kind that the chart should make: " + kind);
            }
        } catch (IllegalArgumentException | JsonParseException | JsonProcessingException failure) {
            throw new AssertionError(
                    kind + " " + object.at("/metadata/name").asText() + ": " + failure.getMessage(), failure);
        }
    }

    private static final class NoAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}
