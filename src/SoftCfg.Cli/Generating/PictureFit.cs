using SoftCfg.Imaging;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Cli.Generating;

/// <summary>Makes the picture of a prompt as large as its task needs it.</summary>
internal static class PictureFit
{
    /// <summary>Refuses a picture that the task does not take, and a task that lacks its picture.</summary>
    /// <exception cref="PromptException">It is so.</exception>
    public static void EnsureWanted(ImagePrompt prompt, string? picture)
    {
        var task = prompt.Template;
        if (picture is null && task.NeedsPicture)
            throw new PromptException($"The task {task.Name} needs a picture. Give --picture FILE, or choose the task t2i.");
        if (picture is not null && task.Place == PicturePlace.None)
            throw new PromptException($"The task {task.Name} takes no picture, but '{picture}' is given. Leave it out, or choose another task.");
        if (task.Place == PicturePlace.UpperHalf && prompt.Height % (2 * ImageGrid.GridPixels) != 0)
        {
            throw new PromptException($"The height is {prompt.Height} pixels, of two halves; expected a multiple of {2 * ImageGrid.GridPixels}.");
        }
    }

    /// <summary>The picture, cropped and resized: the upper half of the image, or one to look at, no larger than the image.</summary>
    public static RgbImage Fit(RgbImage picture, ImagePrompt prompt)
    {
        if (prompt.Template.Place == PicturePlace.UpperHalf)
            return CenterCrop.Apply(picture, prompt.Width, prompt.Height / 2);
        var scale = Math.Min(1, Math.Min((double)prompt.Width / picture.Width, (double)prompt.Height / picture.Height));
        return CenterCrop.Apply(picture, Whole(scale * picture.Width), Whole(scale * picture.Height));
    }

    private static int Whole(double pixels) => Math.Max(1, (int)Math.Round(pixels / ImageGrid.GridPixels)) * ImageGrid.GridPixels;
}
