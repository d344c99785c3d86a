/** Webhook policies of projects, and what became of their deliveries. */
@NullMarked
package org.shiplog.http.api.webhook;

import org.jspecify.annotations.NullMarked;
