/** The audit log. */
@NullMarked
package org.shiplog.http.api.audit;

import org.jspecify.annotations.NullMarked;
