using Google.Protobuf;

namespace SoftCfg.Evaluation.Inception;

/// <summary>One node of a graph (<c>node_def.proto</c>).</summary>
internal sealed class GraphNode
{
    private const uint NameTag = 1 << 3 | 2, OpTag = 2 << 3 | 2, InputTag = 3 << 3 | 2, AttributeTag = 5 << 3 | 2;
    private const uint KeyTag = 1 << 3 | 2, ValueTag = 2 << 3 | 2;

    // The fields of AttrValue that are asked for here (attr_value.proto).
    private const uint FloatTag = 4 << 3 | 5, BoolTag = 5 << 3 | 0, TensorTag = 8 << 3 | 2;

    /// <summary>A convolution has eight; each costs a hundred times its bytes to read.</summary>
    private const int MaximumAttributes = 1 << 10;

    private readonly string path;
    private int attributeCount;
    private readonly List<string> inputs = [];
    private readonly Dictionary<string, ByteString> attributes = new(StringComparer.Ordinal);

    private GraphNode(string path) => this.path = path;

    internal string Name { get; private set; } = "";

    internal string Op { get; private set; } = "";

    /// <summary>Names of the nodes it takes; <c>^name</c> is an edge of control, not of data.</summary>
    internal IReadOnlyList<string> Inputs => inputs;

    /// <summary>Reads a NodeDef.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    internal static GraphNode Read(string path, ByteString message)
    {
        var node = new GraphNode(path);
        using var input = message.CreateCodedInput();
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case NameTag: node.Name = input.ReadString(); break;
                case OpTag: node.Op = input.ReadString(); break;
                case InputTag: node.inputs.Add(input.ReadString()); break;
                case AttributeTag: node.ReadAttribute(input.ReadBytes()); break;
                default: input.SkipLastField(); break;
            }
        }
        return node;
    }

    /// <summary>A float attribute.</summary>
    internal float Float(string name) => Attribute(name, "a float", FloatTag, input => input.ReadFloat());

    /// <summary>A bool attribute.</summary>
    internal bool Bool(string name) => Attribute(name, "a bool", BoolTag, input => input.ReadBool());

    /// <summary>The tensor of a Const node; its elements are not expanded yet.</summary>
    internal GraphTensor Constant() =>
        Attribute("value", "a tensor", TensorTag, input => GraphTensor.Read(path, Name, input.ReadBytes()));

    /// <summary>Decodes one attribute.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="expected">What it should be, for the message.</param>
    /// <param name="field">Tag of the field of AttrValue that holds it.</param>
    /// <param name="read">Reads the field.</param>
    /// <exception cref="EvaluationFileException">There is no such attribute, or it is something else.</exception>
    internal T Attribute<T>(string name, string expected, uint field, Func<CodedInputStream, T> read)
    {
        try
        {
            using var input = attributes.GetValueOrDefault(name, ByteString.Empty).CreateCodedInput();
            for (uint tag; (tag = input.ReadTag()) != 0; input.SkipLastField())
            {
                if (tag == field)
                    return read(input);
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new EvaluationFileException(path,
                $"attribute '{name}' of node '{Name}' is damaged; expected {expected}. Download the file again.", e);
        }
        throw new EvaluationFileException(path,
            $"node '{Name}' ({Op}) has no attribute '{name}' that is {expected}. Is this the right graph?");
    }

    private void ReadAttribute(ByteString entry)
    {
        if (++attributeCount > MaximumAttributes)
            throw new EvaluationFileException(path, $"the node '{Name}' has more than {MaximumAttributes} attributes.");
        var (key, value) = ("", ByteString.Empty);
        using var input = entry.CreateCodedInput();
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case KeyTag: key = input.ReadString(); break;
                case ValueTag: value = input.ReadBytes(); break;
                default: input.SkipLastField(); break;
            }
        }
        attributes[key] = value;
    }
}
