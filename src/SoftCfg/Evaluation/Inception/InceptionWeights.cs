using SoftCfg.Checkpoints;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// The weights of the graph under the names of torch ports, float32 on the CPU, each batch norm as
/// <c>(x - running_mean) / sqrt(running_var + Epsilon) * weight + bias</c>. Owns its tensors.
/// </summary>
internal sealed class InceptionWeights : IDisposable
{
    /// <summary>What batch norms add to the variance: the graph's float32 number.</summary>
    internal const double Epsilon = 0.001f;

    private const string Expected =
        "Expected classify_image_graph_def.pb of inception-2015-12-05.tgz, or its weights as a torch port names them.";

    private readonly OrderedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    private InceptionWeights()
    {
    }

    /// <summary>By name, in the graph's order whatever the file's.</summary>
    internal IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Reads a graph or a checkpoint, whichever the bytes of the file are.</summary>
    /// <exception cref="EvaluationFileException">The file is missing, damaged, or holds other weights.</exception>
    internal static InceptionWeights Load(string path)
    {
        var weights = new InceptionWeights();
        try
        {
            using (NewDisposeScope())
            {
                if (IsGraph(path))
                    weights.Fill(GraphDef.Read(path));
                else
                    weights.Fill(path);
                weights.ValidateVariances(path);
            }
            return weights;
        }
        catch (CheckpointException e)
        {
            weights.Dispose();
            throw new EvaluationFileException(path, $"{e.Problem} {Expected}", e);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    /// <summary>
    /// A graph starts with its first node, a byte 0x0A; so may the length of a safetensors header, which is followed by
    /// the brace of the header.
    /// </summary>
    internal static bool IsGraph(string path)
    {
        using var file = CheckpointFile.Open(path);
        var start = file.Read(0, Math.Min(file.Length, 9), "the first bytes");
        return start[0] == 0x0A && start[^1] != (byte)'{';
    }

    private void Fill(GraphDef graph)
    {
        foreach (var parameter in InceptionParameter.All)
        {
            var values = Find(graph, parameter.GraphName, "Const").Constant().Floats(parameter.GraphShape);
            Add(graph.Path, parameter, tensor(values).reshape(parameter.GraphShape).permute(parameter.ToTorch));
        }
        foreach (var convolution in InceptionTable.Convolutions)
            ApplyAttributes(Find(graph, $"{convolution.Name}/batchnorm", "BatchNormWithGlobalNormalization"), convolution);
    }

    private void Fill(string path)
    {
        using var opened = Checkpoint.Open(path);
        using var checkpoint = opened.Unwrap(tensors => tensors.Tensors.Any(t => t.Name == InceptionParameter.All[0].TorchName));
        var found = checkpoint.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var parameter in InceptionParameter.All)
        {
            var layout = $"float32 [{string.Join(", ", parameter.TorchShape)}]";
            if (!found.TryGetValue(parameter.TorchName, out var info))
                throw new EvaluationFileException(path, $"there is no tensor '{parameter.TorchName}' ({layout}). {Expected}");
            if (!info.Shape.SequenceEqual(parameter.TorchShape))
                throw new EvaluationFileException(path, $"the tensor '{info}' should be {layout}. {Expected}");
        }
        foreach (var parameter in InceptionParameter.All)
            Add(path, parameter, checkpoint.Read(parameter.TorchName));
    }

    private static GraphNode Find(GraphDef graph, string name, string op) =>
        graph.Nodes.TryGetValue(name, out var node) && node.Op == op
            ? node
            : throw new EvaluationFileException(graph.Path, $"there is no node '{name}' ({op}) among its " +
                $"{graph.Nodes.Count} nodes. {Expected}");

    private void Add(string path, InceptionParameter parameter, Tensor value)
    {
        var weight = value.to(ScalarType.Float32).contiguous();
        if (!weight.isfinite().all().item<bool>())
        {
            throw new EvaluationFileException(path, $"the weights '{parameter.TorchName}' (in the graph " +
                $"'{parameter.GraphName}') hold NaN or infinity. The file is damaged: download it again.");
        }
        tensors.Add(parameter.TorchName, weight.DetachFromDisposeScope());
    }

    private void ValidateVariances(string path)
    {
        foreach (var name in InceptionTable.Convolutions.Select(convolution => $"{convolution.TorchName}.bn.running_var"))
        {
            if (tensors[name].min().item<float>() + Epsilon is var smallest and not > 0)
            {
                throw new EvaluationFileException(path, $"a variance of '{name}' is {smallest - Epsilon}; expected positive " +
                    "numbers. The file is damaged: download it again.");
            }
        }
    }

    /// <summary>A state dict has no place for the attributes of a batch norm, so they go into its weights.</summary>
    private void ApplyAttributes(GraphNode node, InceptionNode convolution)
    {
        if (!node.Bool("scale_after_normalization"))
            tensors[$"{convolution.TorchName}.bn.weight"].FillInPlace(1);
        tensors[$"{convolution.TorchName}.bn.running_var"].PlusInPlace(node.Float("variance_epsilon") - Epsilon);
    }
}
