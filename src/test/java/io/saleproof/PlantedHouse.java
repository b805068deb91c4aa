package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that break a rule, compiled outside of the tree, where nobody else meets them. */
final class PlantedHouse {

  private PlantedHouse() {}

  /** The classes of these sources, each a public class of one line; the folder is made. */
  static JavaClasses compiled(Path target, List<String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(target.toFile().mkdirs()).isTrue();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            target.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    List<Source> units = sources.stream().map(Source::new).toList();
    assertThat(compiler.getTask(null, null, null, options, null, units).call()).isTrue();
    return new ClassFileImporter().importPath(target);
  }

  /** A class by its text, under the name that the text gives it. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + path(text)), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    private static String path(String text) {
      String room = text.replaceFirst("^package ([\\w.]+);.*", "$1").replace('.', '/');
      return room
          + "/"
          + text.replaceFirst(".*?public (?:abstract )?class (\\w+).*", "$1")
          + ".java";
    }
  }
}
