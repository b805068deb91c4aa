package io.saleproof.proof;

import com.mongodb.client.MongoCollection;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The places in compiled classes where a collection is written to, and which of them no crash test
 * has tried. So a step that is added to the product without a flow that reaches it fails the build.
 */
final class WritingCallSites {

  /** The rooms whose every write must be crash-safe. */
  private static final String[] ROOMS = {
    "io.saleproof.stock", "io.saleproof.orders", "io.saleproof.carts"
  };

  /** By class: why the crash suite need not go there. */
  static final Map<String, String> EXCEPTED =
      Map.of(
          "io.saleproof.orders.MongoOrderHistory",
          "past orders come by an import that repeats; ImportAgainTest crashes it at every write",
          "io.saleproof.orders.MongoCountableOrders",
          "notes for counts, which no order depends on; CountingCrashTest crashes them");

  private WritingCallSites() {}

  /** Those of the product's rooms. */
  static List<CallSite> ofTheShop() {
    return in(
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOMS));
  }

  static List<CallSite> in(JavaClasses classes) {
    List<CallSite> sites = new ArrayList<>();
    for (JavaClass room : classes) {
      Stream.concat(
              room.getMethodCallsFromSelf().stream(), room.getMethodReferencesFromSelf().stream())
          .filter(access -> access.getTargetOwner().isAssignableTo(MongoCollection.class))
          .filter(access -> CallSite.WRITING.contains(access.getName()))
          .map(WritingCallSites::site)
          .forEach(sites::add);
    }
    return sites;
  }

  private static CallSite site(JavaAccess<?> access) {
    return new CallSite(
        access.getOriginOwner().getName(),
        access.getOrigin().getName(),
        access.getLineNumber(),
        access.getName());
  }

  /** What of these sites was not crashed, and is not excepted. */
  static List<CallSite> untried(List<CallSite> sites, Set<CallSite> crashed) {
    return sites.stream()
        .filter(site -> !crashed.contains(site))
        .filter(site -> !EXCEPTED.containsKey(site.owner()))
        .toList();
  }
}
