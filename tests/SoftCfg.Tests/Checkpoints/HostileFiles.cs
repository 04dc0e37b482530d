using System.Text;
using static SoftCfg.Tests.Checkpoints.TorchArchive;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>Files that are small for what they ask of a reader; each grows with a number.</summary>
internal static class HostileFiles
{
    private const string Key = "X\x01\0\0\0k";

    /// <summary>Pickles, by what they do.</summary>
    public static IReadOnlyDictionary<string, Func<int, byte[]>> Pickles { get; } = new Dictionary<string, Func<int, byte[]>>
    {
        ["a list of pairs made into dictionaries"] = n => Pickle($"{Key}N\x86q\x00" + "0](", Repeat("h\0", n),
            "e\x85q\x01" + "0ccollections\nOrderedDict\nq\x02" + "0(", Repeat("h\x02h\x01R", n), "t."),
        ["a tuple of pairs made into dictionaries"] = n => Pickle($"{Key}N\x86q\x00" + "0(", Repeat("h\0", n),
            "t\x85q\x01" + "0ccollections\nOrderedDict\nq\x02" + "0(", Repeat("h\x02h\x01R0", n), "t."),
        ["a dictionary copied"] = n => Pickle("}(", Repeat("K\x01N", n),
            "u\x85q\x01" + "0ccollections\nOrderedDict\nq\x02" + "0(", Repeat("h\x02h\x01R", n), "t."),
        ["lists shared, with a long key"] = n => Pickle("}", Text(new string('k', n)), "Nsq\0" + "0", Shared(22), "."),
        ["lists shared"] = n => Pickle("N\x85q\0" + "0", Shared(40), new string('N', n), "."),
        ["tensors shared"] = n => Pickle(Latin1(TensorOpcodes), "q\0" + "0", Shared(12 + n / 2000), "."),
        ["dictionaries shared"] = n => Pickle("N\x85q\0" + "0", string.Concat(Enumerable.Range(0, 40)
            .Select(i => $"}}(K\0h{(char)i}K\x01h{(char)i}uq{(char)(i + 1)}0")), "h(", new string('N', n), "0."),
        ["a long key over tensors"] = n => Pickle("}", Text(new string('k', n)), "}", Latin1(TensorOpcodes), "q\0" + "0(",
            Numbered(n / 10, "h\0"), "us."),
        ["one shape for all"] = n => Pickle("(", Repeat("K\x01", n), "tq\x00" + "0ctorch._utils\n_rebuild_tensor\nq\x01" + "0" +
            "(X\x07\0\0\0storagectorch\nFloatStorage\n" + "X\x01\0\0\0" + "0X\x03\0\0\0cpuK\x02tQq\x02" + "0(",
            Repeat("h\x01(h\x02K\0h\0h\0tR", n), "t."),
        ["attributes of parameters"] = n => Pickle("}(", Repeat("K\x01N", n), "uq\x01" + "0", Latin1(TensorOpcodes), "q\x02" +
            "0ctorch._utils\n_rebuild_parameter_with_state\nq\x03" + "0(", Repeat("h\x03(h\x02\x88}h\x01tR", n), "t."),
        ["marks of tensors"] = n => Pickle("}(", Repeat("X\x03\0\0\0neg\x89", n), "uq\x01" + "0ctorch._utils\n_rebuild_tensor_v2\nq\x03" +
            "0(X\x07\0\0\0storagectorch\nFloatStorage\n" + "X\x01\0\0\0" + "0X\x03\0\0\0cpuK\x02tQq\x02" + "0(",
            Repeat("h\x03(h\x02K\0K\x02\x85K\x01\x85\x89}h\x01tR", n), "t."),
        ["empty dictionaries"] = n => Pickle(new string('}', n), "."),
        ["empty lists"] = n => Pickle(new string(']', n), "."),
        ["tuples in tuples"] = n => Pickle(")", new string('\x85', n), "."),
        ["marks"] = n => Pickle(new string('(', n), "."),
        ["memo entries"] = n => Pickle("N", new string('\x94', n), "."),
        ["memo entries that collide"] = n => Pickle("N", string.Concat(Enumerable.Range(1, n)
            .Select(i => $"p{((long)i << 32) | (uint)i}\n")), "."),
        ["long numbers"] = n => Pickle(Repeat("\x8b\0\x04\0\0" + new string('\x7f', 1024), n / 100), "t."),
        ["decimal numbers"] = n => Pickle(Repeat($"L{new string('9', 1000)}L\n", n / 100), "t."),
        ["names of classes"] = n => Pickle(Repeat("ctorch\nSize\n", n), "."),
        ["state dicts of a few tensors"] = n => Pickle(Latin1(TensorOpcodes), "q\0" + "0](",
            Repeat("}(K\0h\0K\x01h\0K\x02h\0K\x03h\0u", n / 4), "e."),
        ["small state dicts"] = n => Pickle(Latin1(TensorOpcodes), "q\0" + "0](", Repeat("}K\0h\0s", n), "e."),
        ["keys set again"] = n => Pickle("}(", Repeat("K\x01N", n), "u."),
    };

    /// <summary>Headers of safetensors files, by what they hold.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> Headers { get; } = new Dictionary<string, Func<int, string>>
    {
        ["empty tensors"] = n => Header(Enumerable.Range(0, n).Select(i => $"w{i}")),
        ["state dicts"] = n => Header(Enumerable.Range(0, n).Select(i => $"k{i}/w")),
        ["deep names"] = n => Header(Enumerable.Range(0, 20).Select(i => $"{i}{string.Concat(Enumerable.Repeat("/a", n))}")),
        ["names of wrappers"] = n => Header(Enumerable.Range(0, 20).Select(i => $"{string.Concat(Enumerable.Repeat("module.", n))}{i}")),
        ["one long name"] = n => Header([new string('k', 10 * n), .. Enumerable.Range(0, n).Select(i => $"w{i}")]),
        ["dimensions"] = n => $$$"""{"w":{"dtype":"U8","shape":[{{{Joined(n, _ => "0")}}}],"data_offsets":[0,0]}}""",
        ["metadata"] = n => "{\"__metadata__\":{" + Joined(n, i => $"\"{i}\":\"\"") + "}}",
        ["fields"] = n => "{\"w\":{" + Joined(n, i => $"\"{i}\":0") + "}}",
    };

    /// <summary>A safetensors file without data.</summary>
    public static byte[] Safetensors(string header) =>
        [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header)];

    private static byte[] Pickle(params string[] parts) => Latin(string.Concat(parts));

    private static string Repeat(string opcodes, int count) => string.Concat(Enumerable.Repeat(opcodes, count));

    private static string Latin1(byte[] opcodes) => Encoding.Latin1.GetString(opcodes);

    private static string Text(string text) => "X" + Latin1(BitConverter.GetBytes(text.Length)) + text;

    private static string Numbered(int count, string value) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"M{(char)(i & 0xff)}{(char)(i >> 8 & 0xff)}{value}"));

    /// <summary>Lists that hold the one before twice, from memo entry 0 on.</summary>
    public static string Shared(int levels) => string.Concat(Enumerable.Range(0, levels)
        .Select(i => $"](h{(char)i}h{(char)i}eq{(char)(i + 1)}0")) + $"h{(char)levels}";

    private static string Joined(int count, Func<int, string> part) => string.Join(',', Enumerable.Range(0, count).Select(part));

    private static string Header(IEnumerable<string> names) => "{" + string.Join(',', names.Select(name =>
        "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}")) + "}";
}
