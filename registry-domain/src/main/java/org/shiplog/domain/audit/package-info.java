/** What is no longer to be seen in the audit log. */
@NullMarked
package org.shiplog.domain.audit;

import org.jspecify.annotations.NullMarked;
