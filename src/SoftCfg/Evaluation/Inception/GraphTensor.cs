using Google.Protobuf;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// A tensor of numbers as a graph stores it (<c>tensor.proto</c>): raw bytes, or a list of values of which the last one
/// repeats. A shape in a file is only a claim, so elements are expanded for the shape that the caller expects.
/// </summary>
internal sealed class GraphTensor
{
    private const uint TypeTag = 1 << 3 | 0, ShapeTag = 2 << 3 | 2, ContentTag = 4 << 3 | 2;
    private const uint DimensionTag = 2 << 3 | 2, SizeTag = 1 << 3 | 0;

    /// <summary>What TensorFlow allows.</summary>
    private const int MaximumDimensions = 254;

    private readonly string path;
    private readonly string node;
    private readonly List<long> shape = [];
    private readonly List<float> values = [];
    private int typeNumber;
    private ByteString content = ByteString.Empty;

    private GraphTensor(string path, string node) => (this.path, this.node) = (path, node);

    /// <summary>Reads a TensorProto.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    internal static GraphTensor Read(string path, string node, ByteString message)
    {
        var tensor = new GraphTensor(path, node);
        using (var input = message.CreateCodedInput())
        {
            for (uint tag; (tag = input.ReadTag()) != 0;)
            {
                switch (tag)
                {
                    case TypeTag: tensor.typeNumber = input.ReadInt32(); break;
                    case ShapeTag: tensor.ReadShape(input.ReadBytes()); break;
                    case ContentTag: tensor.content = input.ReadBytes(); break;
                    default: input.SkipLastField(); break;
                }
            }
        }
        // Only now: the type says which list counts, and fields may come in any order.
        if (tensor.content.IsEmpty && GraphTensorType.Find(tensor.typeNumber) is { } type)
            tensor.ReadValues(message, type);
        return tensor;
    }

    /// <summary>The elements in row-major order, as float32.</summary>
    /// <param name="expected">The shape it must have.</param>
    /// <exception cref="EvaluationFileException">It has another shape, or not the numbers for it.</exception>
    internal float[] Floats(params long[] expected)
    {
        var type = GraphTensorType.Find(typeNumber);
        if (type is null || !shape.SequenceEqual(expected))
        {
            throw Error($"is {type?.Name ?? $"of type {typeNumber}"} [{string.Join(", ", shape)}]; " +
                $"expected float [{string.Join(", ", expected)}]. Is this the right graph?");
        }
        var count = checked((int)expected.Aggregate(1L, (product, size) => product * size));
        return content.IsEmpty ? FromValues(count) : FromContent(type, count);
    }

    private float[] FromContent(GraphTensorType type, int count)
    {
        if (content.Length != (long)count * type.Bytes)
            throw Error($"holds {content.Length} bytes for {count} elements of type {type.Name}. Download the file again.");
        var elements = new float[count];
        for (var i = 0; i < count; i++)
            elements[i] = type.FromBytes(content.Span.Slice(i * type.Bytes, type.Bytes));
        return elements;
    }

    private float[] FromValues(int count)
    {
        if (values.Count == 0 || values.Count > count)
            throw Error($"holds {values.Count} values for {count} elements. Download the file again.");
        var elements = new float[count];
        values.CopyTo(elements);
        elements.AsSpan(values.Count).Fill(values[^1]);
        return elements;
    }

    private void ReadShape(ByteString message)
    {
        using var input = message.CreateCodedInput();
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag == DimensionTag)
                shape.Add(ReadSize(input.ReadBytes()));
            else
                input.SkipLastField();
            if (shape.Count > MaximumDimensions)
                throw Error($"has more than {MaximumDimensions} dimensions. Download the file again.");
        }
    }

    private static long ReadSize(ByteString message)
    {
        long size = 0;
        using var input = message.CreateCodedInput();
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag == SizeTag)
                size = input.ReadInt64();
            else
                input.SkipLastField();
        }
        return size;
    }

    private void ReadValues(ByteString message, GraphTensorType type)
    {
        using var input = message.CreateCodedInput();
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag == type.ValueTag)
            {
                values.Add(type.FromValue(input));
            }
            else if (tag == type.PackedTag)
            {
                using var packed = input.ReadBytes().CreateCodedInput();
                while (!packed.IsAtEnd)
                    values.Add(type.FromValue(packed));
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    private EvaluationFileException Error(string problem) => new(path, $"the constant '{node}' {problem}");
}
