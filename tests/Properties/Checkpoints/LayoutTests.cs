using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using StableDino.Checkpoints;
using StableDino.Foundation;
using StableDino.Pipeline;
using static StableDino.Properties.Checkpoints.Bytes;

namespace StableDino.Properties.Checkpoints;

/// <summary>
/// Files under other projects' names. The names are written here from the official ones, independently of the tables.
/// </summary>
public class LayoutTests
{
    private static readonly DetectorDefinition Dino = Find("dino-r50-4scale");

    private static readonly ImmutableArray<string> CocoClasses =
        [.. CocoNames.Categories.Select(category => category.Name)];

    [Fact]
    public void The_original_DINO_gets_every_official_name_and_COCOs_rows()
    {
        using var file = OriginalDino();
        var translation = Translation.Of(file, Dino);
        Assert.Equal("dino-original", translation.Layout.Name);
        Assert.Equal(
            Dino.Parameters(80).Select(info => $"{info.Name} [{string.Join(", ", info.Shape)}]")
                .Where(text => !text.StartsWith("transformer.decoder.class_embed.6", StringComparison.Ordinal)
                    && !text.StartsWith("transformer.decoder.bbox_embed.6", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            translation.Tensors.Select(entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]")
                .Order(StringComparer.Ordinal));
        Assert.Equal(["temperature", "offset"], translation.Differences.Select(d => d.Key));
        Assert.Contains("20", translation.Differences[0].Text, StringComparison.Ordinal);
        Assert.Contains("10000", translation.Differences[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_original_DINO_is_refused_with_what_it_takes_for_granted()
    {
        using var file = OriginalDino();
        var fault = Assert.IsType<Fault>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Exact).Case);
        Assert.Contains("the original DINO", fault.Message, StringComparison.Ordinal);
        Assert.Contains("temperature of the position embedding 20", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--accept temperature,offset", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_torchvision_ResNet_is_a_whole_backbone_and_nothing_else()
    {
        var names = Official(Dino).Where(pair => pair.Name.StartsWith("backbone.", StringComparison.Ordinal))
            .Select(pair => (TorchvisionName(pair.Name["backbone.".Length..]), pair.Shape));
        using var file = File(names.Append(("bn1.num_batches_tracked", [])).Append(("fc.weight", [1000, 2048]))
            .Append(("fc.bias", [1000])));
        var plan = Assert.IsType<LoadPlan>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Initial).Case);
        Assert.Equal(265, plan.Report.Loaded.Length);
        Assert.DoesNotContain(plan.Report.Missing, name => name.StartsWith("backbone.", StringComparison.Ordinal));
        Assert.Equal(["bn1.num_batches_tracked", "fc.bias", "fc.weight"],
            Translation.Of(file, Dino).LeftAside.Select(pair => pair.Name).Order(StringComparer.Ordinal));
        Assert.IsType<Fault>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Exact).Case);
    }

    [Fact]
    public void A_torchvision_ResNet_with_a_hole_is_refused()
    {
        var names = Official(Dino)
            .Where(pair => pair.Name.StartsWith("backbone.", StringComparison.Ordinal)
                && pair.Name != "backbone.res4.2.conv2.weight")
            .Select(pair => (TorchvisionName(pair.Name["backbone.".Length..]), pair.Shape));
        using var file = File(names);
        var fault = Assert.IsType<Fault>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Initial).Case);
        Assert.Contains("backbone.res4.2.conv2.weight", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_pkl_of_detectron2_loads_what_its_heuristics_load()
    {
        var path = GoldenFolders.All.Select(folder => Path.Combine(folder, "stable_dino", "tiny_R-50.pkl"))
            .FirstOrDefault(System.IO.File.Exists);
        Skip.If(path is null, "no stable_dino/tiny_R-50.pkl");
        using var file = Checkpoint.Open(path!).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
        var listed =
            JsonDocument.Parse(
                System.IO.File.ReadAllText(
                    Path.Combine(Path.GetDirectoryName(path)!, "checkpoints.json"))).RootElement.GetProperty(
                        "R-50_loaded_names")
                .EnumerateArray().Select(name => name.GetString()!).ToArray();
        var translation = Translation.Of(file, Dino);
        Assert.Equal("detectron2-resnet", translation.Layout.Name);
        var loaded = translation.Tensors.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(listed.Except(loaded));
        Assert.Empty(loaded.Except(Dino.Parameters(80).Select(info => info.Name)));
        Assert.All(translation.LeftAside, pair => Assert.Matches("^stem[.]fc[.]|num_batches_tracked$", pair.Name));
    }

    [Fact]
    public void A_Swin_for_ImageNet_lacks_only_the_norms_of_feature_maps()
    {
        var swin = Find("stable-dino-swinl-4scale");
        var names = Official(swin)
            .Where(pair => pair.Name.StartsWith("backbone.", StringComparison.Ordinal)
                && !Regex.IsMatch(pair.Name, "^backbone[.]norm[0-9]"))
            .Select(pair => (pair.Name["backbone.".Length..], pair.Shape));
        using var file = File([.. names, ("norm.weight", [1536]), ("norm.bias", [1536]), ("head.weight", [1000, 1536]),
            ("layers.0.blocks.1.attn_mask", [64, 144, 144])]);
        var plan = Assert.IsType<LoadPlan>(LoadPlan.Make(file, swin, CocoClasses, LoadPolicy.Initial).Case);
        Assert.Equal(["backbone.norm1.weight", "backbone.norm1.bias", "backbone.norm2.weight", "backbone.norm2.bias",
            "backbone.norm3.weight", "backbone.norm3.bias"],
            plan.Report.Missing.Where(name => name.StartsWith("backbone.", StringComparison.Ordinal)));
        Assert.Contains("layers.0.blocks.0.attn.relative_position_index", file.Tensors.Select(entry => entry.Name));
    }

    [Fact]
    public void A_FocalNet_for_ImageNet_lacks_only_the_norms_of_feature_maps()
    {
        var focal = Find("dino-focalnet-tiny-4scale");
        var names = Official(focal)
            .Where(pair => pair.Name.StartsWith("backbone.", StringComparison.Ordinal)
                && !Regex.IsMatch(pair.Name, "^backbone[.]norm[0-9]"))
            .Select(pair => (pair.Name["backbone.".Length..], pair.Shape));
        using var file = File([.. names, ("norm.weight", [768]), ("norm.bias", [768]), ("head.weight", [1000, 768]),
            ("head.bias", [1000])]);
        Assert.Equal("focalnet-imagenet", Translation.Of(file, focal).Layout.Name);
        var plan = Assert.IsType<LoadPlan>(LoadPlan.Make(file, focal, CocoClasses, LoadPolicy.Initial).Case);
        Assert.Equal(["backbone.norm1.weight", "backbone.norm1.bias", "backbone.norm2.weight", "backbone.norm2.bias",
            "backbone.norm3.weight", "backbone.norm3.bias"],
            plan.Report.Missing.Where(name => name.StartsWith("backbone.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_caffe2_ResNet_is_known_and_refused()
    {
        using var file = File([("conv1_w", [64, 3, 7, 7]), ("res2_0_branch2a_w", [64, 64, 1, 1])]);
        Assert.Equal(["pixels", "strides"], Translation.Of(file, Dino).Differences.Select(d => d.Key));
        Assert.IsType<Fault>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Initial).Case);
    }

    [Fact]
    public void Rows_by_COCOs_ids_are_those_of_its_categories()
    {
        Assert.Equal((80, 80),
            (CocoNames.Categories.Length, CocoNames.Categories.Select(c => c.Name).Distinct().Count()));
        Assert.Equal((1L, 90L), (CocoNames.Categories[0].Id, CocoNames.Categories[^1].Id));
        var values = Enumerable.Range(0, 91).SelectMany(row => new[] { (float)row, -row }).ToArray();
        using var file = File(
            [("transformer.enc_out_class_embed.weight", [91, 2]), ("input_proj.0.0.weight", [1, 1, 1, 1]),
                ("transformer.level_embed", [1, 1]), ("transformer.decoder.layers.0.norm1.weight", [2]),
                ("class_embed.0.weight", [91, 2])],
            ("class_embed.0.weight", values));
        var rows = Translation.Of(file, Dino).Tensors.Single(entry => entry.Name == "class_embed.0.weight");
        using var read = rows.Read(file).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
        Assert.Equal(CocoNames.Categories.SelectMany(c => new[] { (float)c.Id, -c.Id }), read.data<float>().ToArray());
    }

    public static TheoryData<string, string, string> Variants => new()
    {
        { "dino", "dino_r50_4scale", "dino" }, { "deformable_detr", "plain", "deformable-detr" },
        { "deformable_detr", "box_refine", "deformable-detr" },
        { "deformable_detr", "two_stage", "deformable-detr" },
        { "dab_deformable_detr", "single_stage", "dab-deformable-detr" },
        { "dab_deformable_detr", "two_stage", "dab-deformable-detr" },
        { "h_deformable_detr", "two_stage_hybrid", "h-deformable-detr" },
        { "maskdino", "maskdino_r50_instance", "maskdino" },
        { "dn_deformable_detr", "dn_deformable_detr_r50", "dn-deformable-detr" },
        { "deta", "deta_r50_5scale", "deta" }, { "detr", "detr_r50", "official" },
        { "conditional_detr", "conditional_detr_r50", "official" },
    };

    [SkippableTheory, MemberData(nameof(Variants))]
    public void Detectors_of_detrex_are_distinguished_and_keep_their_names(string folder, string variant, string layout)
    {
        var path = GoldenFolders.Shared("golden", "variants", folder, "full_size_names.json");
        Skip.IfNot(System.IO.File.Exists(path), $"no {path}");
        var entry = JsonDocument.Parse(System.IO.File.ReadAllText(path)).RootElement.GetProperty(variant);
        var names = entry.GetProperty("parameters").EnumerateObject()
            .Concat(entry.GetProperty("buffers").EnumerateObject())
            .Select(member => (member.Name, member.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()))
            .ToArray();
        using var file = File(names);
        var translation = Translation.Of(file, Dino);
        Assert.Equal(layout, translation.Layout.Name);
        Assert.Equal(names.Select(pair => pair.Name).Order(StringComparer.Ordinal),
            translation.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        if (folder == "dino") Assert.IsType<LoadPlan>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Exact).Case);
        else Assert.IsType<Fault>(LoadPlan.Make(file, Dino, CocoClasses, LoadPolicy.Exact).Case);
    }

    /// <summary>Fine-tuning from published weights: COCO's rows go to the classes of the same name.</summary>
    [Fact]
    public void Eighty_rows_without_names_are_COCOs()
    {
        using var file = File(Official(Dino));
        var plan = Assert.IsType<LoadPlan>(LoadPlan.Make(file, Dino, ["zebra", "gnu", "cat"], LoadPolicy.Initial).Case);
        Assert.Equal(["zebra", "cat"], plan.Report.KeptClasses.ToArray());
        Assert.Equal(["gnu"], plan.Report.NewClasses.ToArray());
        Assert.Equal([(22, 0), (15, 2)], plan.ClassRows.ToArray());
        Assert.Single(plan.Report.Notes);
    }

    private static DetectorDefinition Find(string name) =>
        Core.CompiledDetectors.All.Single(definition => definition.Name == name);

    private static IEnumerable<(string Name, long[] Shape)> Official(DetectorDefinition definition) =>
        definition.Parameters(80).Select(info => (info.Name, info.Shape.ToArray()));

    private static Checkpoint OriginalDino() =>
        File(Official(Dino).Select(pair => (OriginalName(pair.Name), pair.Name switch
        {
            "label_enc.weight" => [92, pair.Shape[1]],
            var name when name.Contains("class_embed", StringComparison.Ordinal) => [91, .. pair.Shape[1..]],
            _ => pair.Shape,
        })).DistinctBy(pair => pair.Item1));

    private static string OriginalName(string name)
    {
        if (name.StartsWith("backbone.", StringComparison.Ordinal))
            return $"backbone.0.body.{TorchvisionName(name["backbone.".Length..])}";
        (string Pattern, string Replacement)[] steps =
        [
            ("^neck[.]convs[.](.)[.]conv", "input_proj.$1.0"), ("^neck[.]convs[.](.)[.]norm", "input_proj.$1.1"),
            ("^neck[.]extra_convs[.]0[.]conv", "input_proj.3.0"), ("^neck[.]extra_convs[.]0[.]norm", "input_proj.3.1"),
            ("level_embeds", "level_embed"),
            ("^(transformer[.]decoder[.])?class_embed[.]6", "transformer.enc_out_class_embed"),
            ("^(transformer[.]decoder[.])?bbox_embed[.]6", "transformer.enc_out_bbox_embed"),
            ("(encoder.*)attentions[.]0", "$1self_attn"), ("(encoder.*)norms[.]0", "$1norm1"),
            ("(encoder.*)norms[.]1", "$1norm2"),
            ("(decoder.*)attentions[.]0[.]attn", "$1self_attn"), ("(decoder.*)attentions[.]1", "$1cross_attn"),
            ("(decoder.*)norms[.]0", "$1norm2"), ("(decoder.*)norms[.]1", "$1norm1"),
            ("(decoder.*)norms[.]2", "$1norm3"),
            ("ffns[.]0[.]layers[.]0[.]0", "linear1"), ("ffns[.]0[.]layers[.]1", "linear2"),
        ];
        return steps.Aggregate(name, (text, step) => Regex.Replace(text, step.Pattern, step.Replacement));
    }

    private static string TorchvisionName(string name)
    {
        var text = Regex.Replace(Regex.Replace(name, "^stem[.]", ""), "^res([2-5])",
            match => $"layer{int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - 1}");
        text = Regex.Replace(text, "shortcut[.]norm", "downsample.1");
        text = Regex.Replace(text, "shortcut", "downsample.0");
        return Regex.Replace(text, "conv([1-3])[.]norm", "bn$1");
    }

    /// <summary>
    /// A safetensors file of these names; its data are zeros that no disk holds, but for the tensors given.
    /// </summary>
    private static Checkpoint File(
        IEnumerable<(string Name, long[] Shape)> tensors, params (string Name, float[] Values)[] values)
    {
        var (offset, members, places) = (0L, new List<string>(), new Dictionary<string, long>());
        foreach (var (name, shape) in tensors)
        {
            var length = 4 * shape.Aggregate(1L, (product, size) => product * size);
            members.Add(
                $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],"
                + $"\"data_offsets\":[{offset},{offset + length}]}}");
            places[name] = offset;
            offset += length;
        }

        var header = Of($"{{{string.Join(',', members)}}}");
        var path = Path.GetTempFileName();
        var stream = new FileStream(
            path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 4096, FileOptions.DeleteOnClose);
        stream.Write(Of(Eight(header.Length), header));
        stream.SetLength(8 + header.Length + offset);
        foreach (var (name, floats) in values)
        {
            stream.Position = 8 + header.Length + places[name];
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(floats.AsSpan()));
        }

        return Checkpoint.Open(path, stream).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
    }
}
