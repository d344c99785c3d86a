package org.shiplog.cluster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedPortsTest {
    /** One that is not would be answered by the port's default method, as if the store could not do it. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                WatchedAuthenticator.class,
                WatchedBlobStore.class,
                WatchedEntities.class,
                WatchedUploadSessions.class
            })
    void everyMethodOfThePortIsHandedOn(Class<?> watched) {
        Class<?> port = watched.getInterfaces()[0];
        assertThat(Arrays.stream(port.getMethods()).map(Method::getName))
                .isNotEmpty()
                .allSatisfy(method -> assertThat(Arrays.stream(watched.getDeclaredMethods()))
                        .anyMatch(own -> own.getName().equals(method) && !own.isSynthetic()));
    }
}
