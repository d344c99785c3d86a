/** How fast the parts are that every push and pull goes through. See docs/performance.md for how to run them. */
@NullMarked
package org.shiplog.benchmarks;

import org.jspecify.annotations.NullMarked;
