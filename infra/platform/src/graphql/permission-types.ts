import type { BasePlugin, FieldNullability, InputFieldMap, InputShapeFromFields, SchemaTypes, TypeParam } from '@pothos/core';
import type { Action } from '../auth/index.ts';

/* eslint-disable @typescript-eslint/no-unused-vars -- merged interfaces repeat the type parameters of Pothos */
declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Pothos is extended by declaration merging
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      permission: BasePlugin<Types>;
    }
    export interface ObjectTypeOptions<Types extends SchemaTypes = SchemaTypes, Shape = unknown> {
      /** What everybody needs who reads an object of this type, whichever way they come to it. */
      permission?: Action;
    }
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** What reading this field needs, beside the permission of its type. Every field of a root type has one. */
      permission?: Action;
      /**
       * Of a mutation that is done in many small steps and changes nothing that lasts, as showing what is being typed: the name of what goes on.
       * Once it has been done, its further steps by the same caller are part of that entry of the audit log for an hour; undefined: a step of its own.
       */
      series?: (args: InputShapeFromFields<Args>) => string | undefined;
    }
  }
}
