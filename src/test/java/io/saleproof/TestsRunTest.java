package io.saleproof;

import static com.tngtech.archunit.lang.conditions.ArchConditions.haveNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.annotation.Testable;

/** A class of tests that the build passes over is worse than none: it is relied on. */
class TestsRunTest {

  /** What Surefire takes when it is told nothing; it leaves out classes in classes. */
  private static final String TAKEN = "([a-z][^$]*\\.)?(Test[^.$]*|[^.$]*(Test|Tests|TestCase))";

  private static final ArchRule testsAreTaken =
      classes()
          .that()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .and(haveTests())
          .should(haveNameMatching(TAKEN))
          .allowEmptyShould(false)
          .because("the build runs no class of another name");

  private static final List<String> PLANTED =
      List.of(
          planted("abstract class Contract { @org.junit.jupiter.api.Test void holds() {} }"),
          planted("class MemoryTest extends Contract {}"),
          planted("class Plain { void holds() {} }"),
          planted("class StoreBehaviour extends Contract {}"),
          planted("class MergeProperties { @net.jqwik.api.Property void holds() {} }"),
          planted(
              "class WordsChecks { @org.junit.jupiter.params.ParameterizedTest void holds() {} }"));

  @TempDir Path folder;

  private static String planted(String declaration) {
    return "package planted; public " + declaration;
  }

  private static DescribedPredicate<JavaClass> haveTests() {
    return DescribedPredicate.describe(
        "have or inherit tests",
        of ->
            of.getAllMethods().stream()
                .anyMatch(method -> method.isMetaAnnotatedWith(Testable.class)));
  }

  @Test
  void buildRunsEveryClassOfTests() {
    testsAreTaken.check(
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.saleproof"));
  }

  @Test
  void tellsOfClassesThatItWouldPassOver() {
    assertThat(
            testsAreTaken
                .evaluate(PlantedHouse.compiled(folder.resolve("planted"), PLANTED))
                .getFailureReport()
                .getDetails())
        .hasSize(3)
        .anyMatch(told -> told.contains("<planted.StoreBehaviour>"))
        .anyMatch(told -> told.contains("<planted.MergeProperties>"))
        .anyMatch(told -> told.contains("<planted.WordsChecks>"));
  }
}
