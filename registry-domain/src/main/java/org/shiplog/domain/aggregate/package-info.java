/** What every aggregate shares: decisions, outcomes, provenance and the port it is reached through. */
@NullMarked
package org.shiplog.domain.aggregate;

import org.jspecify.annotations.NullMarked;
