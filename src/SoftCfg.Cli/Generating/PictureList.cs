using SoftCfg.Imaging;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Cli.Generating;

/// <summary>The pictures of prompts, as large as their tasks need them; each is read and encoded once.</summary>
internal sealed class PictureList
{
    private readonly Dictionary<PromptRequest, RgbImage> pictures;
    private readonly Dictionary<RgbImage, PictureCodes> codes = [];

    private PictureList(Dictionary<PromptRequest, RgbImage> pictures) => this.pictures = pictures;

    /// <summary>Reads them.</summary>
    /// <exception cref="IOException">One is missing or damaged.</exception>
    public static PictureList Read(IEnumerable<PromptRequest> prompts)
    {
        var fitted = new Dictionary<(string, int, int, PicturePlace), RgbImage>();
        var found = new Dictionary<PromptRequest, RgbImage>(ReferenceEqualityComparer.Instance);
        foreach (var request in prompts)
        {
            if (request.Picture is not { } path)
                continue;
            var key = (path, request.Prompt.Width, request.Prompt.Height, request.Prompt.Template.Place);
            if (!fitted.TryGetValue(key, out var picture))
                fitted.Add(key, picture = PictureFit.Fit(ImageReader.Read(path), request.Prompt));
            found.Add(request, picture);
        }
        return new(found);
    }

    /// <summary>Codes of the right number in place of a picture's; null where there is none.</summary>
    public PictureCodes? OutlineOf(PromptRequest request) => pictures.TryGetValue(request, out var picture)
        ? new(new int[picture.Width / ImageGrid.CodePixels * (picture.Height / ImageGrid.CodePixels)],
            picture.Height / ImageGrid.CodePixels, picture.Width / ImageGrid.CodePixels)
        : null;

    /// <summary>The codes of a prompt's picture; null where there is none.</summary>
    public PictureCodes? CodesOf(PromptRequest request, PromptImageGenerator generator)
    {
        if (!pictures.TryGetValue(request, out var picture))
            return null;
        if (!codes.TryGetValue(picture, out var encoded))
            codes.Add(picture, encoded = generator.Encode(picture));
        return encoded;
    }
}
