using CsCheck;
using SoftCfg.Checkpoints;
using SoftCfg.Loading.Hub;

namespace SoftCfg.Tests.Loading.Hub;

public sealed class HubCacheTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Other = "89abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    private string Cache => folder.File("hub");

    private string Repository => Path.Combine(Cache, "models--yucornetto--RAR");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("hf:yucornetto/RAR:rar_b.bin", Commit, "rar_b.bin")]
    [InlineData("hf:yucornetto/RAR@main:rar_b.bin", Commit, "rar_b.bin")]
    [InlineData("hf:yucornetto/RAR@v1.0:rar_b.bin", Other, "rar_b.bin")]
    [InlineData("hf:yucornetto/RAR@refs/pr/1:rar_b.bin", Other, "rar_b.bin")]
    [InlineData("hf:yucornetto/RAR@" + Other + ":rar_b.bin", Other, "rar_b.bin")]
    [InlineData("hf:yucornetto/RAR:sub/vae.pt", Commit, "sub/vae.pt")]
    [InlineData("hf:yucornetto/RAR@v1.0", Other, "rar_b.bin")]
    public void A_cached_file_is_found_in_its_snapshot(string reference, string commit, string file)
    {
        Fill();
        var path = Resolve(reference);
        Assert.Equal(Path.Combine(Repository, "snapshots", commit, file), path);
        Assert.Equal($"{commit}/{file}", File.ReadAllText(path));
    }

    [Fact]
    public void Nothing_is_written()
    {
        Fill();
        var before = Everything();
        Resolve("hf:yucornetto/RAR:rar_b.bin");
        Assert.Throws<CheckpointException>(() => Resolve("hf:yucornetto/RAR:none.bin"));
        Assert.Throws<CheckpointException>(() => Resolve("hf:yucornetto/other"));
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("HF_HUB_CACHE", "hub")]
    [InlineData("HUGGINGFACE_HUB_CACHE", "hub")]
    [InlineData("HF_HOME", "")]
    [InlineData("XDG_CACHE_HOME", "huggingface", "huggingface/hub")]
    [InlineData("HOME", "", ".cache/huggingface/hub")]
    public void The_cache_is_where_the_environment_says(string variable, string value, string hub = "hub")
    {
        Fill();
        var moved = folder.File(hub);
        if (moved != Cache)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
            Directory.Move(Cache, moved);
        }
        var root = variable == "XDG_CACHE_HOME" ? folder.Path : Path.TrimEndingDirectorySeparator(folder.File(value));
        var path = HubCache.Resolve("hf:yucornetto/RAR:rar_b.bin", name => name == variable ? root : null);
        Assert.StartsWith(moved + "/models--", path, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_variable_wins_and_an_empty_one_is_none()
    {
        Fill();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HF_HUB_CACHE"] = "~/hub",
            ["HF_HOME"] = "/nowhere",
            ["XDG_CACHE_HOME"] = "/nowhere",
            ["HOME"] = folder.Path,
        };
        Assert.True(File.Exists(HubCache.Resolve("hf:yucornetto/RAR:rar_b.bin", variables.GetValueOrDefault)));
        variables["HF_HUB_CACHE"] = "";
        var error = Assert.Throws<CheckpointException>(
            () => HubCache.Resolve("hf:yucornetto/RAR:rar_b.bin", variables.GetValueOrDefault));
        Assert.Contains("'/nowhere/hub/models--yucornetto--RAR'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HF_HUB_CACHE", "$DATA/hub")]
    [InlineData("HF_HUB_CACHE", "${DATA}/hub")]
    [InlineData("HUGGINGFACE_HUB_CACHE", "$DATA/$NAME")]
    [InlineData("HF_HOME", "$DATA")]
    [InlineData("HF_HOME", "~")]
    [InlineData("HF_HOME", "~/")]
    [InlineData("XDG_CACHE_HOME", "$DATA", "huggingface/hub")]
    public void Variables_and_the_home_folder_are_replaced_within_a_value(string variable, string value, string hub = "hub")
    {
        Fill();
        if (folder.File(hub) is var moved && moved != Cache)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
            Directory.Move(Cache, moved);
        }
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [variable] = value,
            ["DATA"] = folder.Path,
            ["NAME"] = "hub",
            ["HOME"] = folder.Path,
        };
        Assert.StartsWith(moved + "/models--", HubCache.Resolve("hf:yucornetto/RAR:rar_b.bin", variables.GetValueOrDefault),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_set_stays_as_it_is_written()
    {
        var error = Assert.Throws<CheckpointException>(
            () => HubCache.Resolve("hf:a/b:c", name => name == "HF_HOME" ? "/x/$NOTHING" : null));
        Assert.Contains("looked for '/x/$NOTHING/hub/models--a--b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_home_folder_nothing_is_sought_where_the_program_runs()
    {
        var error = Assert.Throws<CheckpointException>(() => HubCache.Resolve("hf:a/b:c", name => name == "HOME" ? "." : null));
        Assert.Equal("hf:a/b:c: where the Hugging Face cache is cannot be told: HOME is no folder. Set HF_HOME or HF_HUB_CACHE, " +
            "or give the file's path.", error.Message);
    }

    [Theory]
    [InlineData("hf:", true)]
    [InlineData("hf:a/b", true)]
    [InlineData("weights/hf:a", false)]
    [InlineData("HF:a/b", false)]
    [InlineData("", false)]
    public void References_are_told_from_paths(string text, bool isReference) =>
        Assert.Equal(isReference, HubCache.IsReference(text));

    [Theory]
    [InlineData("hf:")]
    [InlineData("hf:name")]
    [InlineData("hf:/name")]
    [InlineData("hf:org/")]
    [InlineData("hf:org/name/file.bin")]
    [InlineData("hf:../name")]
    [InlineData("hf:.org/name")]
    [InlineData("model.bin")]
    public void What_is_no_reference_is_refused(string reference) =>
        Assert.Equal($"{reference}: this is no reference to a file of Hugging Face; expected hf:ORG/NAME, hf:ORG/NAME:FILE or " +
            "hf:ORG/NAME@REVISION:FILE.", Refusal(reference));

    [Theory]
    [InlineData("hf:a/b:../c.bin", "file '../c.bin'")]
    [InlineData("hf:a/b:/etc/passwd", "file '/etc/passwd'")]
    [InlineData("hf:a/b:c//d", "file 'c//d'")]
    [InlineData("hf:a/b:", "file ''")]
    [InlineData("hf:a/b:c\\d", "file 'c\\d'")]
    [InlineData("hf:a/b:c:d", "file 'c:d'")]
    [InlineData("hf:a/b@../../x:f", "revision '../../x'")]
    [InlineData("hf:a/b@:f", "revision ''")]
    public void A_path_that_leads_elsewhere_is_refused(string reference, string what) =>
        Assert.Equal($"{reference}: the {what} is refused: expected a relative path without '.', '..', ':' or backslashes.",
            Refusal(reference));

    [Theory]
    [InlineData("hf:a--b/c", "a--b")]
    [InlineData("hf:a/b..c", "b..c")]
    public void Names_that_Hugging_Face_forbids_are_refused(string reference, string name) =>
        Assert.Equal($"{reference}: '{name}' is no name on Hugging Face: it may contain neither '--' nor '..'.",
            Refusal(reference));

    [Fact]
    public void What_is_not_cached_says_where_it_was_looked_for_and_how_to_fetch_it()
    {
        Fill();
        Assert.Equal($"hf:org/name: the repository is not in the cache; looked for '{Cache}/models--org--name'. " +
            "Fetch it with `hf download org/name`.", Refusal("hf:org/name"));
        Assert.Equal("hf:yucornetto/RAR@v2:x.bin: revision v2 is not in the cache; looked for " +
            $"'{Repository}/refs/v2'. Fetch it with `hf download yucornetto/RAR x.bin --revision v2`.",
            Refusal("hf:yucornetto/RAR@v2:x.bin"));
        var absent = new string('a', 40);
        Assert.Equal($"hf:yucornetto/RAR@{absent}: revision {absent} is not in the cache; looked for " +
            $"'{Repository}/snapshots/{absent}'. Fetch it with `hf download yucornetto/RAR --revision {absent}`.",
            Refusal($"hf:yucornetto/RAR@{absent}"));
        Assert.Equal("hf:yucornetto/RAR@v1.0:rar_d.bin: the file 'rar_d.bin' is not in the cache; did you mean 'rar_b.bin'; " +
            $"the snapshot has README.md, rar_b.bin; looked for '{Repository}/snapshots/{Other}/rar_d.bin'. " +
            "Fetch it with `hf download yucornetto/RAR rar_d.bin --revision v1.0`.", Refusal("hf:yucornetto/RAR@v1.0:rar_d.bin"));
    }

    [Fact]
    public void Without_a_file_there_must_be_one_checkpoint()
    {
        Fill();
        Assert.Equal("hf:yucornetto/RAR: the repository has several checkpoints: rar_b.bin, rar_l.bin, sub/vae.pt. " +
            "Add :FILE to say which.", Refusal("hf:yucornetto/RAR"));
        File.Delete(Path.Combine(Repository, "snapshots", Other, "rar_b.bin"));
        Assert.Equal("hf:yucornetto/RAR@v1.0: no checkpoint (.safetensors, .bin, .pt, .pth) is among the files of " +
            $"'{Repository}/snapshots/{Other}'. Fetch it with `hf download yucornetto/RAR --revision v1.0`.",
            Refusal("hf:yucornetto/RAR@v1.0"));
    }

    [Fact]
    public void The_parts_of_a_sharded_checkpoint_count_as_one()
    {
        Directory.CreateDirectory(Path.Combine(Repository, "snapshots", Commit));
        Directory.CreateSymbolicLink(Path.Combine(Repository, "snapshots", Commit, "all"), "/");
        foreach (var file in new[] { "m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors", "m.safetensors.index.json" })
            Add(Commit, file);
        Ref("main", Commit);
        Assert.EndsWith("/m.safetensors.index.json", Resolve("hf:yucornetto/RAR"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_download_that_was_cut_off_is_named()
    {
        Fill();
        var path = Path.Combine(Repository, "snapshots", Commit, "rar_l.bin");
        File.Delete(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        Assert.Equal($"hf:yucornetto/RAR:rar_l.bin: the download of '{path}' is not complete. " +
            "Fetch it with `hf download yucornetto/RAR rar_l.bin`.", Refusal("hf:yucornetto/RAR:rar_l.bin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../secret")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF01234567")]
    public void A_reference_file_that_holds_no_commit_is_refused(string content)
    {
        Fill();
        Ref("main", content);
        Assert.Equal($"hf:yucornetto/RAR:rar_b.bin: '{Repository}/refs/main' holds no commit: expected 40 hexadecimal digits. " +
            "Fetch it with `hf download yucornetto/RAR rar_b.bin`.", Refusal("hf:yucornetto/RAR:rar_b.bin"));
    }

    [Theory]
    [InlineData("snapshots/" + Commit + "/out.bin", "secret.bin", "hf:yucornetto/RAR:out.bin")]
    [InlineData("snapshots/" + Commit + "/out", ".", "hf:yucornetto/RAR:out/secret.bin")]
    [InlineData("refs/out", "commit", "hf:yucornetto/RAR@out:rar_b.bin")]
    public void A_link_out_of_the_repository_is_refused(string link, string target, string reference)
    {
        Fill();
        folder.Write("secret.bin", "secret"u8);
        folder.Write("commit", "0123456789abcdef0123456789abcdef01234567"u8);
        File.CreateSymbolicLink(Path.Combine(Repository, link), Path.GetFullPath(folder.File(target)));
        Assert.Contains("outside the repository's folder in the cache. It is refused: give that path itself.",
            Refusal(reference), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_a_circle_and_folders_are_refused()
    {
        Fill();
        var snapshot = Path.Combine(Repository, "snapshots", Commit);
        File.CreateSymbolicLink(Path.Combine(snapshot, "a.bin"), "b.bin");
        File.CreateSymbolicLink(Path.Combine(snapshot, "b.bin"), "a.bin");
        Assert.Contains("leads through more than 40 links.", Refusal("hf:yucornetto/RAR:a.bin"), StringComparison.Ordinal);
        Assert.Equal($"hf:yucornetto/RAR:sub: '{snapshot}/sub' is a folder; name a file in it.",
            Refusal("hf:yucornetto/RAR:sub"));
    }

    [Fact]
    public void The_cache_and_its_blobs_may_be_links_to_another_disk()
    {
        Fill();
        Directory.Move(Path.Combine(Repository, "blobs"), folder.File("disk"));
        Directory.CreateSymbolicLink(Path.Combine(Repository, "blobs"), folder.File("disk"));
        Directory.CreateSymbolicLink(folder.File("linked"), Cache);
        Assert.True(File.Exists(HubCache.Resolve("hf:yucornetto/RAR:rar_b.bin",
            name => name == "HF_HUB_CACHE" ? folder.File("linked") : null)));
    }

    [Fact]
    public void Any_text_leads_into_the_repository_or_is_refused()
    {
        Fill();
        Gen.String[Gen.Char["./@:-\\~0amrb_in\n\0"], 0, 30].Sample(text =>
        {
            try
            {
                return Resolve($"hf:yucornetto/RAR{text}")
                    .StartsWith(Path.Combine(Repository, "snapshots"), StringComparison.Ordinal);
            }
            catch (CheckpointException e)
            {
                return e.Problem.Length > 0;
            }
        }, iter: 3000);
    }

    private string Resolve(string reference) =>
        HubCache.Resolve(reference, name => name == "HF_HUB_CACHE" ? Cache : null);

    private string Refusal(string reference) => Assert.Throws<CheckpointException>(() => Resolve(reference)).Message;

    private List<string> Everything() => Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).ToList();

    private void Fill()
    {
        foreach (var file in new[] { "rar_b.bin", "rar_l.bin", "sub/vae.pt", "README.md" })
            Add(Commit, file);
        Add(Other, "rar_b.bin");
        Add(Other, "README.md");
        Ref("main", Commit);
        Ref("v1.0", Other + "\n");
        Ref("refs/pr/1", Other);
    }

    private void Ref(string revision, string commit)
    {
        var file = Path.Combine(Repository, "refs", revision);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, commit);
    }

    private void Add(string commit, string file)
    {
        var blob = $"{commit[..4]}-{file.Replace('/', '-')}";
        Directory.CreateDirectory(Path.Combine(Repository, "blobs"));
        File.WriteAllText(Path.Combine(Repository, "blobs", blob), $"{commit}/{file}");
        var link = Path.Combine(Repository, "snapshots", commit, file);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, string.Concat(Enumerable.Repeat("../", 2 + file.Count(c => c == '/'))) + $"blobs/{blob}");
    }
}
