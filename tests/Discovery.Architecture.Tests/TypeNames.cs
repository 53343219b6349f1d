using System.Reflection;

namespace Discovery.Architecture.Tests;

/// <summary>Types as C# writes them, with full names and with <c>?</c> where null is allowed.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
    };

    public static string Of(Type type) => Write(type, nullability: null);

    public static string Of(ParameterInfo parameter) => Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Write(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Write(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(EventInfo handler) => Write(handler.EventHandlerType!, new NullabilityInfoContext().Create(handler));

    private static string Write(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!, nullability?.ElementType);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Write(underlying, nullability: null) + "?";
        var mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable } ? "?" : "";
        if (type.IsArray)
            return $"{Write(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        return Plain(type, nullability) + mark;
    }

    private static string Plain(Type type, NullabilityInfo? nullability)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var name = type.IsNested ? $"{Plain(type.DeclaringType!, nullability: null)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
            return name;
        var arguments = type.GetGenericArguments().Select((argument, i) => Write(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        var tick = name.LastIndexOf('`');
        return $"{(tick < 0 ? name : name[..tick])}<{string.Join(", ", arguments)}>";
    }
}
