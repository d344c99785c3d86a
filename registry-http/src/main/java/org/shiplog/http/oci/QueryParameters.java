package org.shiplog.http.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * A request's query parameters in the order they came.
 *
 * <p>A plus sign stands for itself: media types and algorithm names contain it, and no value of this API contains a space.
 */
record QueryParameters(List<Parameter> parameters) {
    record Parameter(String name, String value) {}

    QueryParameters {
        parameters = List.copyOf(parameters);
    }

    static QueryParameters of(HttpRequest request) {
        return parse(request.getUri().rawQueryString().orElse(""));
    }

    static QueryParameters parse(String query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                parameters.add(new Parameter(PercentEncoding.decode(name), PercentEncoding.decode(value)));
            }
        }
        return new QueryParameters(parameters);
    }

    Optional<String> first(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    List<String> all(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }
}
