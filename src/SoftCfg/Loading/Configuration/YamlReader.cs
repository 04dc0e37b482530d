using System.Text;
using SoftCfg.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// Reads YAML as plain data: no tags, no types, nothing is created by name. Size, depth and what aliases add up to are
/// bounded.
/// </summary>
internal sealed class YamlReader
{
    private const int LargestFile = 1 << 20;
    private const int ChunkBytes = 1 << 14;
    private const int Deepest = 32;
    private const int MostValues = 20_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IParser parser;
    private readonly Func<Mark, ConfigOrigin> origin;
    private readonly Dictionary<string, ConfigNode?> anchors = new(StringComparer.Ordinal);

    private Mark last = new(0, 1, 1);

    private YamlReader(string text, Func<Mark, ConfigOrigin> origin)
    {
        parser = new Parser(new StringReader(text));
        this.origin = origin;
    }

    /// <summary>Reads a file; an empty one is an empty section.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, is no YAML, or is refused for safety.</exception>
    internal static ConfigNode.Mapping ReadFile(string path)
    {
        var file = new ConfigOrigin { File = path };
        var node = new YamlReader(Text(path, file),
            mark => file with { Line = (int)mark.Line, Column = (int)mark.Column }).Read();
        return node switch
        {
            ConfigNode.Mapping mapping => mapping,
            ConfigNode.Scalar { IsNull: true } => new(file, new Dictionary<string, ConfigNode>(StringComparer.Ordinal)),
            _ => throw new ConfigurationException(node.Origin, "a configuration starts with a section such as 'model:'."),
        };
    }

    /// <summary>Reads the value of an override.</summary>
    /// <exception cref="ConfigurationException">It is no YAML, or is refused for safety.</exception>
    internal static ConfigNode ReadValue(string text, ConfigOrigin origin) => new YamlReader(text, _ => origin).Read();

    private static string Text(string path, ConfigOrigin file)
    {
        try
        {
            using var stream = RegularFile.OpenStream(path);
            using var bytes = new MemoryStream();
            // What /proc holds has no length to ask for.
            var chunk = new byte[ChunkBytes];
            while (stream.Read(chunk) is > 0 and var read)
            {
                bytes.Write(chunk, 0, read);
                if (bytes.Length > LargestFile)
                {
                    throw new ConfigurationException(file,
                        $"the file is larger than {LargestFile} bytes, so it is no configuration.");
                }
            }
            return Utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException(file, "there is no such file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConfigurationException(file, "the file may not be read.", e);
        }
        catch (NotAFileException e)
        {
            throw new ConfigurationException(file, Directory.Exists(path)
                ? "this is a folder; give the YAML file in it." : $"this is {e.What}; give a YAML file.", e);
        }
        catch (Exception e) when (e is ArgumentException or (IOException and not ConfigurationException))
        {
            throw new ConfigurationException(file, e is DecoderFallbackException
                ? "this is no text in UTF-8, so it is no YAML file." : $"the file cannot be read: {e.Message}", e);
        }
    }

    private ConfigNode Read()
    {
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out var end))
                return new ConfigNode.Scalar(origin(end.Start), "", IsPlain: true);
            parser.Consume<DocumentStart>();
            var node = ReadNode(0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                throw new ConfigurationException(origin(second.Start), "a second document starts here; expected only one.");
            return node;
        }
        catch (YamlException e)
        {
            throw new ConfigurationException(origin(e.Start),
                $"this is no valid YAML: {e.InnerException?.Message ?? e.Message}", e);
        }
        // The parser throws these on some damaged texts, without saying where.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ConfigurationException(origin(last),
                "this is no valid YAML: what follows here is damaged, or something is not closed.", e);
        }
    }

    private ConfigNode ReadNode(int depth)
    {
        var node = parser.Consume<ParsingEvent>();
        last = node.Start;
        var here = origin(last);
        if (depth > Deepest)
            throw new ConfigurationException(here, $"this is nested deeper than {Deepest} levels.");
        if (node is AnchorAlias alias)
            return Aliased(alias.Value.Value, here);
        if (node is not NodeEvent { Tag: var tag, Anchor: var anchor })
            throw new ConfigurationException(here, "expected a value.");
        if (!tag.IsEmpty)
            throw new ConfigurationException(here, $"the tag '{tag}' is refused: values are plain data.");
        var name = anchor.IsEmpty ? null : anchor.Value;
        if (name is not null)
            anchors[name] = null;
        ConfigNode read = node switch
        {
            Scalar scalar => new ConfigNode.Scalar(here, scalar.Value, scalar.Style is ScalarStyle.Plain),
            SequenceStart => ReadSequence(here, depth),
            _ => ReadMapping(here, depth),
        };
        if (read.Size > MostValues)
            throw new ConfigurationException(here, $"this holds more than {MostValues} values, aliases counted in full.");
        if (name is not null)
            anchors[name] = read;
        return read;
    }

    private ConfigNode Aliased(string name, ConfigOrigin here) => anchors.TryGetValue(name, out var node)
        ? node ?? throw new ConfigurationException(here, $"the alias '*{name}' stands inside what it refers to.")
        : throw new ConfigurationException(here, $"the alias '*{name}' refers to nothing above it.");

    private ConfigNode.Sequence ReadSequence(ConfigOrigin here, int depth)
    {
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new(here, items);
    }

    private ConfigNode.Mapping ReadMapping(ConfigOrigin here, int depth)
    {
        var entries = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            if (key is not ConfigNode.Scalar { Text: { Length: > 0 } name })
                throw new ConfigurationException(key.Origin, "expected a name as the key.");
            if (name == "<<")
                throw new ConfigurationException(key.Origin, "the merge key '<<' is not supported: write the values out.");
            if (!entries.TryAdd(name, ReadNode(depth + 1)))
                throw new ConfigurationException(key.Origin, $"'{name}' stands here a second time in the same section.");
        }
        return new(here, entries);
    }
}
