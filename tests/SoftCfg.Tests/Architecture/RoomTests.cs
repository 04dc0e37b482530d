using System.Text.RegularExpressions;

namespace SoftCfg.Tests.Architecture;

/// <summary>Who may know whom: a folder of src/SoftCfg is a room, and a room knows only the rooms listed for it.</summary>
public partial class RoomTests
{
    private const string Library = "src/SoftCfg";

    /// <summary>The ground: rooms that every other may know, and that know none.</summary>
    private static readonly string[] Ground = ["Native", "Options", "Diagnostics"];

    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Native"] = [],
        ["Options"] = [],
        ["Diagnostics"] = [],
        ["Files"] = [],
        ["Labels"] = [],
        ["Layers"] = [],
        ["Checkpoints"] = ["Files"],
        ["Text"] = ["Files"],
        ["Imaging"] = ["Files", "Native"],
        ["Npz"] = ["Files", "Checkpoints", "Imaging"],
        ["Plots"] = ["Imaging"],
        ["Guidance"] = ["Layers"],
        ["Models"] = ["Layers", "Guidance"],
        ["Decoding"] = ["Layers", "Models", "Guidance"],
        ["ImageTokenizers"] = ["Layers", "Checkpoints", "Imaging"],
        ["Families"] = ["Checkpoints", "Models", "ImageTokenizers", "Guidance", "Decoding"],
        ["Loading"] = ["Layers", "Families", "Checkpoints", "Models", "ImageTokenizers", "Guidance", "Decoding", "Labels", "Files"],
        ["Evaluation"] = ["Layers", "Checkpoints", "Imaging", "Npz", "Files", "Decoding"],
        ["Traces"] = ["Families", "Files", "Imaging", "Plots", "Decoding", "Guidance"],
        ["Sessions"] = ["Layers", "Families", "Imaging", "ImageTokenizers", "Text", "Models", "Decoding", "Guidance"],
        ["Runs"] = ["Layers", "Files", "Checkpoints", "Imaging", "Npz", "Text", "Decoding", "Guidance", "Loading", "Labels", "Traces"],
        ["Sweeps"] = ["Layers", "Files", "Checkpoints", "Imaging", "Npz", "Plots", "Decoding", "Guidance", "Evaluation", "Loading", "Runs"],
    };

    /// <summary>The rooms above the facade: they record and measure what it generates.</summary>
    private static readonly string[] AboveFacade = ["Runs", "Sweeps", "Traces"];

    // What buildTransitive holds is compiled into applications.
    public static TheoryData<string> Rooms() => new(
        Repository.Files(Library, ".cs").Select(RoomOf).OfType<string>().Distinct().Where(room => room != "buildTransitive"));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_listed_for_it(string room)
    {
        Assert.True(MayKnow.TryGetValue(room, out var allowed),
            $"{Library}/{room} is a new room: list in {nameof(RoomTests)} and docs/architecture.md whom it may know.");
        var strangers =
            from file in FilesOf(room)
            from known in MayKnow.Keys.Except(allowed!).Except(Ground.Contains(room) ? [] : Ground).Where(other => other != room)
            where Regex.IsMatch(Code(file), $@"(?<![\w.])(SoftCfg\.)?{known}\.[A-Z]|using SoftCfg\.{known}\b")
            select $"{file} knows {known}";
        Assert.Empty(strangers);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_room_below_knows_the_facade(string room)
    {
        if (AboveFacade.Contains(room))
            return;
        var facade = Repository.Files(Library, ".cs").Where(file => RoomOf(file) is null)
            .Select(Path.GetFileNameWithoutExtension).ToList();
        Assert.Contains("ImageGenerator", facade);
        var calls =
            from file in FilesOf(room)
            from type in facade
            where Regex.IsMatch(Code(file), $@"\b{type}\b")
            select $"{file} knows {type}";
        Assert.Empty(calls);
    }

    [Fact]
    public void Only_the_tests_see_what_is_internal()
    {
        var friends = from project in Repository.Files("src", ".csproj")
                      from Match friend in Friend().Matches(Repository.Text(project))
                      select friend.Groups[1].Value;
        Assert.Equal(["SoftCfg.Tests", "SoftCfg.Playground.Tests", "SoftCfg.Cli.Tests"], friends.Order(StringComparer.Ordinal).Reverse());
    }

    /// <summary>
    /// A path from a stranger may be a pipe that never ends, and one to write to may be a device: <c>RegularFile</c> and
    /// <c>AtomicFile</c> know. Native opens the program's own library only.
    /// </summary>
    [Fact]
    public void Only_the_Files_room_opens_files()
    {
        var opened =
            from file in Repository.Files("src", ".cs")
            where RoomOf(file) is not ("Files" or "Native") || !file.StartsWith(Library, StringComparison.Ordinal)
            from Match call in OpensFile().Matches(Code(file))
            select $"{file}: {call.Value}";
        Assert.Empty(opened);
        Assert.Matches(OpensFile(), "File.ReadAllBytes(");
        Assert.Matches(OpensFile(), "new FileStream(");
    }

    private static IEnumerable<string> FilesOf(string room) =>
        Repository.Files(Library, ".cs").Where(file => RoomOf(file) == room);

    /// <summary>The first folder below the library; null for the facade.</summary>
    private static string? RoomOf(string file) =>
        file.Split('/') is [_, _, var room, _, ..] ? room : null;

    /// <summary>A file without comments and string literals: a message or a reference in the docs ties nothing.</summary>
    private static string Code(string file) => NotCode().Replace(Repository.Text(file), "");

    [GeneratedRegex("//[^\\n]*|\"(\\\\.|[^\"\\\\\\n])*\"")]
    private static partial Regex NotCode();

    [GeneratedRegex(@"(?<![\w])File\.(?:Open|Read|Create|Write|Append|Copy|Move|Replace)\w*\(|new (?:FileStream|StreamWriter)\(|" +
        @"new StreamReader\((?:path|file)\)")]
    private static partial Regex OpensFile();

    [GeneratedRegex("<InternalsVisibleTo Include=\"([^\"]+)\"")]
    private static partial Regex Friend();
}
