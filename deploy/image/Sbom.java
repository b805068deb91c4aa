import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes a list of what is in the image out of the list of what the program depends on: takes out what
 * the build has left out, and fails if a library is there that the list doesn't have. Part of the image's
 * build: {@code java -cp 'SHOP/lib/main/*' Sbom.java SBOM SHOP}.
 */
final class Sbom {

  private final Set<String> libraries;
  private final Set<String> program;
  private final Set<String> listed = new HashSet<>();
  private final Set<String> gone = new TreeSet<>();

  private Sbom(Path shop) throws IOException {
    libraries = jarsIn(shop.resolve("lib"));
    program = jarsIn(shop.resolve("app"));
  }

  private static Set<String> jarsIn(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  public static void main(String... arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    ObjectMapper json = new ObjectMapper();
    ObjectNode bom = (ObjectNode) json.readTree(file.toFile());
    Sbom sbom = new Sbom(Path.of(arguments[1]));
    sbom.keepWhatIsThere(bom);
    if (!sbom.libraries.equals(sbom.listed)) {
      sbom.libraries.removeAll(sbom.listed);
      System.err.println("The SBOM doesn't list " + sbom.libraries);
      System.exit(1);
    }
    json.writeValue(file.toFile(), bom);
    System.out.println(sbom.listed.size() + " libraries listed, left out: " + sbom.gone);
  }

  private void keepWhatIsThere(ObjectNode bom) {
    removeIf(bom.withArray("components"), this::isGone);
    removeIf(bom.withArray("dependencies"), each -> gone.contains(each.path("ref").asText()));
    for (JsonNode each : bom.withArray("dependencies")) {
      if (each.get("dependsOn") instanceof ArrayNode on) {
        removeIf(on, reference -> gone.contains(reference.asText()));
      }
    }
  }

  private boolean isGone(JsonNode component) {
    String jar =
        "%s-%s.jar"
            .formatted(component.path("name").asText(), component.path("version").asText());
    String library = component.path("group").asText() + "." + jar;
    if (libraries.contains(library)) {
      listed.add(library);
      return false;
    }
    if (program.contains(jar)) {
      return false;
    }
    gone.add(component.path("bom-ref").asText());
    return true;
  }

  private static void removeIf(ArrayNode list, Predicate<JsonNode> condition) {
    for (int at = list.size() - 1; at >= 0; at--) {
      if (condition.test(list.get(at))) {
        list.remove(at);
      }
    }
  }
}
