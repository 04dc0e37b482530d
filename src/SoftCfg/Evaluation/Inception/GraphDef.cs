using Google.Protobuf;
using SoftCfg.Files;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// The nodes of a TensorFlow graph file (GraphDef, <c>tensorflow/core/framework/graph.proto</c>), read from the wire
/// format. Attributes stay undecoded until somebody asks for them.
/// </summary>
internal sealed class GraphDef
{
    private const uint NodeTag = 1 << 3 | 2;

    private readonly Dictionary<string, GraphNode> nodes = new(StringComparer.Ordinal);

    private GraphDef(string path) => Path = path;

    internal string Path { get; }

    internal IReadOnlyDictionary<string, GraphNode> Nodes => nodes;

    /// <summary>Reads all nodes; unknown fields are skipped.</summary>
    /// <exception cref="EvaluationFileException">The file cannot be read or is no graph.</exception>
    internal static GraphDef Read(string path)
    {
        var graph = new GraphDef(path);
        try
        {
            using var stream = RegularFile.OpenStream(path);
            graph.Read(stream);
            return graph;
        }
        catch (Exception e) when (e is IOException and not EvaluationFileException or UnauthorizedAccessException)
        {
            throw new EvaluationFileException(path, $"the file cannot be read: {e.Message}", e);
        }
    }

    private void Read(Stream stream)
    {
        using var input = new CodedInputStream(stream);
        long start = 0;
        try
        {
            for (uint tag; (tag = input.ReadTag()) != 0; start = input.Position)
            {
                if (tag == NodeTag)
                    Add(GraphNode.Read(Path, input.ReadBytes()), start);
                else
                    input.SkipLastField();
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new EvaluationFileException(Path, $"the record at offset {start} is no node of a TensorFlow graph " +
                $"(nodes read before it: {nodes.Count}). The file is damaged, incomplete or of another kind: " +
                "download it again.", e);
        }
    }

    private void Add(GraphNode node, long offset)
    {
        if (!nodes.TryAdd(node.Name, node))
            throw new EvaluationFileException(Path, $"a second node '{node.Name}' is at offset {offset}; names are unique.");
    }
}
