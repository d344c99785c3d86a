/** What clients saw of the registry, and whether one registry without faults could have shown it to them. */
@NullMarked
package org.shiplog.e2e.history;

import org.jspecify.annotations.NullMarked;
