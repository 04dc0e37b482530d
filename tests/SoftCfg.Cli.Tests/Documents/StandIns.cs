using System.Text.RegularExpressions;
using SoftCfg.Cli.Tests.Generating;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>
/// The files that documents name, in a folder: published models as tiny ones with random weights, of the same names, tensors and classes;
/// pictures, references and configurations.
/// </summary>
internal static partial class StandIns
{
    private const string List = "published-tensors.txt", Graph = "classify_image_graph_def.pb", Embedded = "models/fashion/generator.safetensors",
        Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>Where each published file may be named, and the part of the list that stands in for it.</summary>
    private static readonly (string Part, string[] Files)[] Checkpoints =
    [
        ("rar", ["weights/rar_b.bin", "weights/rar_xl.bin", "rar_xl.bin", "shared/rar_xl.bin"]),
        ("maskgit", ["maskgit-vqgan-imagenet-f16-256.bin", "weights/maskgit-vqgan-imagenet-f16-256.bin", "shared/maskgit-vqgan-imagenet-f16-256.bin"]),
        ("robustok-rar", ["rar_b.bin", "robustok/rar_b.bin", "robustok/rar_l.bin"]),
        ("robustok", ["post-train.pt", "main-train.pt", "robustok/post-train.pt", "robustok/main-train.pt"]),
        ("alitok", ["alitok_b.bin", "weights/alitok_b.bin", "weights/alitok_xl.bin"]),
        ("alitok-tokenizer", ["AliTok.pth", "weights/AliTok.pth"]),
    ];

    /// <summary>One of each part, made once.</summary>
    private static readonly Lazy<string> Made = new(() =>
    {
        var made = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "published")).FullName;
        foreach (var (part, _) in Checkpoints)
            RandomCheckpoint.Write(Path.Combine(made, part), [.. RandomCheckpoint.Tensors(List, part, seed: 1)]);
        InceptionGraph.Write(Path.Combine(made, Graph));
        return made;
    });

    /// <summary>Makes them; the document's own block of JSON Lines is its file of prompts.</summary>
    public static void Create(TemporaryFolder folder, BookDocument document)
    {
        foreach (var name in new[] { "weights", "shared", "robustok", "configs/training/generator", "configs/generator", "models/fashion" })
            Directory.CreateDirectory(folder.File(name));
        foreach (var (part, files) in Checkpoints.Append((Graph, [Graph])))
        {
            foreach (var file in files)
                File.Copy(Path.Combine(Made.Value, part), folder.File(file));
        }
        Directory.CreateSymbolicLink(folder.File("Lumina-mGPT-2.0"), TinyLumina.Shared);
        File.Copy(Path.Combine(BookDocument.Root, Embedded), folder.File(Embedded));
        foreach (var picture in new[] { "photo.jpg", "photo.png", "depth.png" })
            Generation.Picture(folder, picture, 70, 50);
        NpzFile.WriteImages(folder, "VIRTUAL_imagenet256_labeled.npz", 5, size: 32);
        NpzFile.WriteImages(folder, "samples.npz", 5, size: 32, seed: 2);
        NpzFile.WriteImages(folder, "fashion-test.npz", 12, size: 28);
        NpzFile.WriteImages(folder, "reference.npz", 12, size: 28);
        File.Copy(Path.Combine(Made.Value, "rar"), folder.File("model.safetensors"));
        File.Copy(Run.Checkpoint("zip_state_dict.pt"), folder.File("checkpoint.pt"));
        File.Copy(Run.Checkpoint("zip_training.pt"), folder.File("training.pt"));
        foreach (var run in new[] { "before.json", "after.json" })
            File.Copy(Directory.EnumerateFiles(Path.Combine(BookDocument.Root, "bench", "runs"), "*.json").Order(StringComparer.Ordinal).First(), folder.File(run));
        Configurations(folder);
        var prompts = document.Blocks.FirstOrDefault(block => block.Language == "json").Text ?? ["a red fox"];
        File.WriteAllText(folder.File("prompts.jsonl"), Pixels().Replace(string.Join('\n', prompts), size => Substitutions.Smaller(size.Value)));
    }

    /// <summary>Puts a checkpoint where <c>hf download</c> would.</summary>
    public static void Download(TemporaryFolder folder, string repository, string file)
    {
        var cache = folder.File($"hub/models--{repository.Replace("/", "--", StringComparison.Ordinal)}");
        Directory.CreateDirectory(Path.Combine(cache, "refs"));
        Directory.CreateDirectory(Path.Combine(cache, "snapshots", Commit));
        File.WriteAllText(Path.Combine(cache, "refs", "main"), Commit);
        File.Copy(folder.File(file), Path.Combine(cache, "snapshots", Commit, file));
    }

    private static void Configurations(TemporaryFolder folder)
    {
        foreach (var size in new[] { "b", "xl" })
        {
            File.WriteAllText(folder.File($"configs/alitok_{size}.yaml"), """
                model:
                    vq_model:
                        codebook_size: 64
                        token_size: 32
                        num_latent_tokens: 273
                    generator:
                        hidden_size: 64
                        num_hidden_layers: 1
                        num_attention_heads: 4
                        tok_dropout: 0.1
                        image_seq_len: 273
                        condition_num_classes: 1000
                        guidance_scale: 16
                        guidance_scale_pow: 1.8
                """);
        }
        foreach (var (file, codes, tokenizer) in new[]
        {
            ("configs/training/generator/rar.yaml", 32, "pretrained_tokenizer_weight: maskgit-vqgan-imagenet-f16-256.bin"),
            ("configs/generator/rar.yaml", 64, "codebook_embed_dim: 8"),
        })
        {
            File.WriteAllText(folder.File(file), $"""
                model:
                    vq_model:
                        codebook_size: {codes}
                        num_latent_tokens: 16
                        {tokenizer}
                    generator:
                        hidden_size: 64
                        num_hidden_layers: 1
                        num_attention_heads: 4
                        intermediate_size: 128
                        image_seq_len: 16
                        condition_num_classes: 1000
                        guidance_scale: 16.0
                        guidance_scale_pow: 2.75
                """);
        }
    }

    [GeneratedRegex(@"\b\d{3,4}\b")]
    private static partial Regex Pixels();
}
