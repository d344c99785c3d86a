/** The forms in which the audit log leaves the registry, and the receivers to which it is forwarded. */
@NullMarked
package org.shiplog.http.audit;

import org.jspecify.annotations.NullMarked;
